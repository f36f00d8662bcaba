import { memo, useMemo, type ReactElement } from 'react';
import type { Recovery, Service } from '../../api/types';
import { Meter } from '../../parts/meter';
import { ServiceMark } from '../../parts/status';
import { useTexts } from '../../texts/texts';
import { clockText } from '../../time/format-time';
import { useNow } from '../../time/now';
import { authoredMs } from './authored-time';
import './services.css';

type RunClock = Pick<Recovery, 'lostAt' | 'speed' | 'endedAt'>;

interface ServicesProps {
  readonly services: readonly Service[];
  readonly clock: RunClock;
}

/** Services by tier, each with its traffic and what is left of its objective. */
export function Services({ services, clock }: ServicesProps): ReactElement {
  const { recovery, of } = useTexts();
  const tiers = useMemo(() => {
    const found = new Map<number, Service[]>();
    for (const one of services) found.set(one.tier, [...(found.get(one.tier) ?? []), one]);
    return [...found].sort(([a], [b]) => a - b);
  }, [services]);
  return (
    <div className="tiers">
      {tiers.map(([tier, list]) => (
        <section key={tier} aria-labelledby={`tier-${tier}`}>
          <h3 id={`tier-${tier}`} className="tier-head">
            {recovery.tier(tier)}
            <span className="soft small">
              {of(list.filter(({ status }) => status === 'enabled').length, list.length)}
            </span>
          </h3>
          <ul>
            {list.map((service) => (
              <ServiceRow
                key={service.id}
                service={service}
                lostAt={clock.lostAt}
                speed={clock.speed}
                endedAt={clock.endedAt}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const ServiceRow = memo(function ServiceRow({
  service,
  lostAt,
  speed,
  endedAt,
}: { readonly service: Service } & RunClock): ReactElement {
  const { recovery } = useTexts();
  const { title, status, share, fallen } = service;
  return (
    <li className="service">
      <span className="service-title">{title}</span>
      <span className="service-status small">
        <ServiceMark status={status} />
        {fallen ? <strong className="tone-bad">{recovery.fallen}</strong> : null}
      </span>
      <span className="service-share">
        <Meter
          label={`${title}: ${recovery.traffic}`}
          value={share}
          max={100}
          text={`${share} %`}
          tone={status === 'enabled' ? 'good' : 'busy'}
        />
        <span className="small soft">{share} %</span>
      </span>
      <span className="service-clock small">
        {service.recoverySeconds === null ? (
          <RtoClock rto={service.rto} clock={{ lostAt, speed, endedAt }} />
        ) : (
          <>
            {clockText(service.recoverySeconds * 1000)}{' '}
            {service.met === false ? (
              <strong className="tone-bad">✕ {recovery.missed}</strong>
            ) : (
              <span className="tone-good">✓ {recovery.met}</span>
            )}
          </>
        )}
      </span>
    </li>
  );
});

/** What is left of an objective, or how late it is by now. */
function RtoClock({
  rto,
  clock,
}: {
  readonly rto: number;
  readonly clock: RunClock;
}): ReactElement {
  const { recovery, time } = useTexts();
  const left = rto * 1000 - authoredMs(clock, useNow());
  const text = clockText(left);
  return left < 0 ? (
    <strong className="tone-bad">
      {recovery.rto} {time.late(text)}
    </strong>
  ) : (
    <span className={left < rto * 250 ? 'tone-warn' : 'soft'}>
      {recovery.rto} {time.left(text)}
    </span>
  );
}
