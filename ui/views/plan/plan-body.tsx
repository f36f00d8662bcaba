import { useState, type ReactElement, type ReactNode } from 'react';
import type { FileProblem, Plan } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { durationText } from '../../time/format-time';
import { Phases } from '../recovery/phases';
import './plan.css';

/** Waves of a feed that are listed before the rest is asked for. */
const MOST_WAVES = 12;

/** A plan: its graph, its order, what compile warned of. */
export function PlanBody({
  plan,
  warnings,
}: {
  readonly plan: Plan;
  readonly warnings: readonly FileProblem[];
}): ReactElement {
  const { plan: texts } = useTexts();
  return (
    <div className="plan-grid">
      <Panel title={texts.title}>
        <Facts plan={plan} />
      </Panel>
      <Panel title={texts.warnings}>
        <Warnings plan={plan} warnings={warnings} />
      </Panel>
      <Panel title={texts.graph} className="plan-graph">
        <Phases plan={plan} steps={[]} />
      </Panel>
      <Panel title={texts.order} hint={texts.orderHint}>
        <Order plan={plan} />
      </Panel>
      <Panel title={texts.feeds}>
        <Feeds plan={plan} />
      </Panel>
      {plan.makeSafe.length === 0 ? null : (
        <Panel title={texts.makeSafe} hint={texts.makeSafeHint}>
          <ol className="numbered">
            {plan.makeSafe.map(({ id, title }) => (
              <li key={id}>
                {title} <code className="soft">{id}</code>
              </li>
            ))}
          </ol>
        </Panel>
      )}
    </div>
  );
}

function Panel({
  title,
  hint,
  className = '',
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className={`panel ${className}`}>
      <div className="panel-head">
        <h2>{title}</h2>
        {hint === undefined ? null : <span className="small soft">{hint}</span>}
      </div>
      <div className="panel-body">{children}</div>
    </section>
  );
}

function Facts({ plan }: { readonly plan: Plan }): ReactElement {
  const { plan: texts } = useTexts();
  const inputs = Object.entries(plan.inputs);
  return (
    <dl className="facts">
      <dt>{texts.digest}</dt>
      <dd>
        <code>{plan.digest}</code>
      </dd>
      <dt>{texts.procedure}</dt>
      <dd>
        <code>{plan.procedureDigest}</code>
      </dd>
      <dt>{texts.environment}</dt>
      <dd>{plan.environment}</dd>
      <dt>{texts.sites}</dt>
      <dd>
        {plan.sites.join(', ')}
        {plan.timezone === null ? '' : ` (${plan.timezone})`}
      </dd>
      <dt>{texts.servers}</dt>
      <dd>{plan.serverCount}</dd>
      <dt>{texts.nodes}</dt>
      <dd>{plan.nodeCount}</dd>
      {inputs.length === 0 ? null : (
        <>
          <dt>{texts.inputs}</dt>
          <dd>{inputs.map(([name, value]) => `${name} ${asText(value)}`).join(', ')}</dd>
        </>
      )}
    </dl>
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Warnings({
  plan,
  warnings,
}: {
  readonly plan: Plan;
  readonly warnings: readonly FileProblem[];
}): ReactElement {
  const { plan: texts } = useTexts();
  const skipped = plan.nodes.filter(({ skip }) => skip !== null);
  return (
    <>
      {warnings.length === 0 ? <p className="soft">{texts.noWarnings}</p> : null}
      <ul className="warnings">
        {warnings.map(({ code, file, line, column, message, fix }) => (
          <li key={`${file} ${line} ${column} ${message}`} className="note note-warn">
            <p>{message}</p>
            <p className="small">{fix}</p>
            <p className="small soft">
              <code>
                {file}:{line}:{column}
              </code>{' '}
              <code>{code}</code>
            </p>
          </li>
        ))}
      </ul>
      {skipped.length === 0 ? null : (
        <>
          <h3>{texts.skipped}</h3>
          <ul className="small">
            {skipped.map(({ id, skip }) => (
              <li key={id}>
                <code>{id}</code> {skip}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Order({ plan }: { readonly plan: Plan }): ReactElement {
  const texts = useTexts();
  const { plan: words, recovery } = texts;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={words.order}>
      <table className="table small">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{words.service}</th>
            <th scope="col">{recovery.tierHead}</th>
            <th scope="col">{recovery.rto}</th>
            <th scope="col">{words.weight}</th>
            <th scope="col">{words.servers}</th>
            <th scope="col">{words.needs}</th>
          </tr>
        </thead>
        <tbody>
          {plan.services.map(({ id, title, tier, rtoMs, weight, servers, needs }, i) => (
            <tr key={id}>
              <td>{i + 1}</td>
              <th scope="row">{title}</th>
              <td>{tier}</td>
              <td>{durationText(rtoMs, texts)}</td>
              <td>{weight}</td>
              <td>{servers}</td>
              <td className="plan-needs">{needs.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Feeds({ plan }: { readonly plan: Plan }): ReactElement {
  return (
    <ul className="plan-feeds">
      {plan.feeds.map((feed) => (
        <li key={feed.id}>
          <PlanFeedBox feed={feed} />
        </li>
      ))}
    </ul>
  );
}

function PlanFeedBox({ feed }: { readonly feed: Plan['feeds'][number] }): ReactElement {
  const { plan: texts, showAll } = useTexts();
  const [isWhole, setWhole] = useState(false);
  const waves = isWhole ? feed.waves : feed.waves.slice(0, MOST_WAVES);
  return (
    <>
      <h3>{feed.title}</h3>
      <p className="small soft">
        {texts.usable} {feed.usableKw} kW · {texts.servers} {feed.servers}
      </p>
      <ol className="numbered small">
        {waves.map(({ node, servers, kw }) => (
          <li key={node}>
            <span className="break">{node}</span>{' '}
            <span className="soft">
              · {servers} · {kw} kW
            </span>
          </li>
        ))}
      </ol>
      {waves.length < feed.waves.length ? (
        <button type="button" className="button" onClick={() => setWhole(true)}>
          {showAll(feed.waves.length)}
        </button>
      ) : null}
    </>
  );
}
