import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Recovery } from '../../api/types';
import { Meter } from '../../parts/meter';
import { RunMark } from '../../parts/status';
import { useTexts } from '../../texts/texts';
import { clockText } from '../../time/format-time';
import { useNow } from '../../time/now';
import { When } from '../../time/times';
import { authoredMs } from './authored-time';
import { runActs, type Steering } from './steering';
import { SteerButtons } from './steer-buttons';

interface HeaderProps {
  readonly view: Recovery;
  readonly zone: string | null;
  readonly onSteer: (steering: Steering) => void;
}

/** Which recovery it is, how it stands, how long it has been, and what can be done to it as a whole. */
export function RecoveryHeader({ view, zone, onSteer }: HeaderProps): ReactElement {
  const { recovery } = useTexts();
  const { id, title, status, reason, startedAt, endedAt, lostAt, starter, sites } = view;
  return (
    <header className="run-head">
      <div className="run-name">
        <h1>{title}</h1>
        <p className="small soft break">
          {sites.join(', ')} · {id} · {recovery.by} {starter} ·{' '}
          <Link href={`/recoveries/${encodeURIComponent(id)}/plan`}>{recovery.plan}</Link>
        </p>
        <p className="small soft">
          {recovery.lost} <When at={lostAt} zone={zone} /> · {recovery.started}{' '}
          <When at={startedAt} zone={zone} />
          {endedAt === null ? null : (
            <>
              {' '}
              · {recovery.ended} <When at={endedAt} zone={zone} />
            </>
          )}
        </p>
      </div>
      <div className="run-status" role="status">
        <RunMark status={status} />
        {reason === undefined ? null : <span className="small soft break">{reason}</span>}
      </div>
      <Figures view={view} />
      <SteerButtons acts={runActs(status)} step="" onSteer={onSteer} />
    </header>
  );
}

function Figures({ view }: { readonly view: Recovery }): ReactElement {
  const { recovery, of } = useTexts();
  const { services, steps } = view;
  const counts = steps.flatMap(({ servers }) => servers ?? []);
  const sum = (pick: (one: (typeof counts)[number]) => number): number =>
    counts.reduce((total, one) => total + pick(one), 0);
  const [up, total, failed, slow] = [
    sum((one) => one.up),
    sum((one) => one.total),
    sum((one) => one.failed),
    sum((one) => one.slow),
  ];
  const enabled = services.filter(({ status }) => status === 'enabled').length;
  const missed = services.filter(({ met }) => met === false).length;
  return (
    <dl className="figures">
      <div className="figure">
        <dt>{recovery.elapsed}</dt>
        <dd>
          <Elapsed view={view} />
        </dd>
      </div>
      <div className="figure">
        <dt>{recovery.serversUp}</dt>
        <dd>
          <strong className="figure-value">{up}</strong>
          <span className="soft"> / {total}</span>
          <Meter
            label={recovery.serversUp}
            value={up}
            max={total}
            text={of(up, total)}
            tone={failed > 0 ? 'bad' : 'good'}
          />
          <span className="small">
            {failed > 0 ? (
              <strong className="tone-bad">
                {failed} {recovery.failed}
              </strong>
            ) : null}
            {slow > 0 ? ` ${slow} ${recovery.slow}` : ''}
          </span>
        </dd>
      </div>
      <div className="figure">
        <dt>{recovery.servicesEnabled}</dt>
        <dd>
          <strong className="figure-value">{enabled}</strong>
          <span className="soft"> / {services.length}</span>
          <Meter
            label={recovery.servicesEnabled}
            value={enabled}
            max={services.length}
            text={of(enabled, services.length)}
            tone="good"
          />
        </dd>
      </div>
      <div className="figure">
        <dt>{recovery.objectivesMissed}</dt>
        <dd>
          <strong className={missed > 0 ? 'figure-value tone-bad' : 'figure-value'}>
            {missed}
          </strong>
        </dd>
      </div>
    </dl>
  );
}

function Elapsed({ view }: { readonly view: Recovery }): ReactElement {
  const { recovery } = useTexts();
  const ms = authoredMs(view, useNow());
  return (
    <>
      <strong className="figure-value">{clockText(ms)}</strong>
      {view.speed === 1 ? null : (
        <span className="small soft figure-note">{recovery.simulatedTime(view.speed)}</span>
      )}
    </>
  );
}
