import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { runbooksQuery } from '../../api/queries';
import type { Runbook } from '../../api/types';
import { PageTitle } from '../../app/page-title';
import { useLive } from '../../live/live';
import { Loaded } from '../../parts/loaded';
import { useTexts } from '../../texts/texts';
import { StartSheet } from './start-sheet';
import './runbooks.css';

type Drill = Runbook['drills'][number];

/** Runbooks that are known here, and their drills. */
export default function RunbooksPage(): ReactElement {
  const { runbooks } = useTexts();
  const query = useQuery(runbooksQuery);
  const [chosen, setChosen] = useState<{ runbook: Runbook; drill: Drill } | undefined>(undefined);
  return (
    <div className="page">
      <PageTitle title={runbooks.title} />
      <h1>{runbooks.title}</h1>
      <Loaded query={query}>
        {({ runbooks: found }) =>
          found.length === 0 ? (
            <div className="note">
              <p>{runbooks.empty}</p>
              <pre>blackstart drill runbooks/hello</pre>
            </div>
          ) : (
            <ul className="runbooks">
              {found.map((runbook) => (
                <li key={runbook.id}>
                  <RunbookPanel
                    runbook={runbook}
                    onStart={(drill) => setChosen({ runbook, drill })}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <p className="small soft">
        {runbooks.liveHint} <code>blackstart recover RUNBOOK --live</code>
      </p>
      {chosen === undefined ? null : (
        <StartSheet
          runbook={chosen.runbook}
          drill={chosen.drill}
          onClose={() => setChosen(undefined)}
        />
      )}
    </div>
  );
}

function RunbookPanel({
  runbook,
  onStart,
}: {
  readonly runbook: Runbook;
  readonly onStart: (drill: Drill) => void;
}): ReactElement {
  const { runbooks } = useTexts();
  const { canAnswer } = useLive();
  const { id, title, owner, environments, drills } = runbook;
  return (
    <section className="panel" aria-labelledby={`runbook-${id}`}>
      <div className="panel-head">
        <h2 id={`runbook-${id}`}>{title}</h2>
        <span className="small soft">
          <code>{id}</code>
          {owner === null ? '' : ` · ${owner}`} · {environments.join(', ')}
        </span>
      </div>
      <ul className="panel-body drills">
        {drills.map((drill) => (
          <li key={drill.id} className="drill">
            <div className="drill-text">
              <strong>{drill.title}</strong>
              <p className="small soft">
                <code>{drill.id}</code> · {drill.environment} · {runbooks.faults(drill.faults)} · ×
                {drill.speed}
              </p>
            </div>
            <div className="drill-buttons">
              <Link
                className="button"
                href={`/runbooks/${encodeURIComponent(id)}/${encodeURIComponent(drill.id)}`}
              >
                {runbooks.preview}
              </Link>
              <button
                type="button"
                className="button button-primary"
                disabled={!canAnswer}
                data-drill={drill.id}
                onClick={() => onStart(drill)}
              >
                {runbooks.start}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
