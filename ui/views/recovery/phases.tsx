import { memo, useMemo, type ReactElement } from 'react';
import type { Plan, Step } from '../../api/types';
import { NodeMark, StatusShape, toneOf } from '../../parts/status';
import { useTexts } from '../../texts/texts';
import { layOutSteps, STEP_HEIGHT, type Edge, type Row } from './lay-out-steps';
import './phases.css';

interface PhasesProps {
  readonly plan: Pick<Plan, 'steps' | 'nodes'>;
  /** None where the plan is looked at before it runs. */
  readonly steps: readonly Step[];
  readonly onChoose?: (step: string) => void;
}

/** The steps as a graph in layers: an ordered list for whoever does not see it. */
export function Phases({ plan, steps, onChoose }: PhasesProps): ReactElement {
  const { recovery } = useTexts();
  const layout = useMemo(() => layOutSteps(plan), [plan]);
  const byId = useMemo(() => new Map(steps.map((step) => [step.id, step])), [steps]);
  const titles = useMemo(() => new Map(plan.steps.map(({ id, title }) => [id, title])), [plan]);
  const asides = steps.filter(({ aside }) => aside !== null);
  return (
    <>
      <div className="phases" style={{ height: `${layout.height}px` }}>
        <Bands rows={layout.rows} />
        <Edges edges={layout.edges} byId={byId} />
        <ol>
          {layout.rows.map((row) =>
            row.type === 'group'
              ? null
              : row.steps.map(({ id, title, kind }, i) => (
                  <li
                    key={id}
                    className={row.steps.length > 1 ? 'phase-place phase-abreast' : 'phase-place'}
                    style={{
                      top: `${row.top}px`,
                      left: `${(100 * i) / row.steps.length}%`,
                      width: `${100 / row.steps.length}%`,
                    }}
                  >
                    <StepBox
                      id={id}
                      title={byId.get(id)?.title ?? title}
                      kind={kind}
                      step={byId.get(id)}
                      needs={(layout.needs.get(id) ?? [])
                        .map((need) => titles.get(need) ?? need)
                        .join(', ')}
                      onChoose={onChoose}
                    />
                  </li>
                )),
          )}
        </ol>
      </div>
      {asides.length === 0 ? null : (
        <ol className="asides" aria-label={recovery.asides}>
          {asides.map((step) => (
            <li key={step.id}>
              <StepBox
                id={step.id}
                title={step.title}
                kind={step.kind}
                step={step}
                needs=""
                onChoose={onChoose}
              />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Bands({ rows }: { readonly rows: readonly Row[] }): ReactElement {
  return (
    <>
      {rows.map((row) =>
        row.type === 'group' ? (
          <div
            key={row.step.id}
            className="phase-band"
            style={{ top: `${row.top}px`, height: `${row.bottom - row.top}px` }}
          >
            <span>{row.step.title}</span>
          </div>
        ) : null,
      )}
    </>
  );
}

function edgeLook(from: Step | undefined): string {
  return from?.status === 'done' ? 'edge edge-done' : 'edge';
}

function Edges({
  edges,
  byId,
}: {
  readonly edges: readonly Edge[];
  readonly byId: ReadonlyMap<string, Step>;
}): ReactElement {
  return (
    <>
      <svg className="phase-edges" aria-hidden="true">
        {edges.map(({ from, to, lane, x1, y1, x2, y2 }) =>
          lane === null ? (
            <line
              key={`${from} ${to}`}
              x1={`${x1}%`}
              y1={y1}
              x2={`${x2}%`}
              y2={y2}
              className={edgeLook(byId.get(from))}
            />
          ) : null,
        )}
      </svg>
      {edges.map(({ from, to, lane, y1, y2 }) =>
        lane === null ? null : (
          <span
            key={`${from} ${to}`}
            className={`lane ${edgeLook(byId.get(from))}`}
            style={{
              top: `${y1 - STEP_HEIGHT / 2}px`,
              height: `${y2 - y1 + STEP_HEIGHT}px`,
              width: `${8 + 5 * lane}px`,
              right: `${-8 - 5 * lane}px`,
            }}
          />
        ),
      )}
    </>
  );
}

interface StepBoxProps {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly step: Step | undefined;
  readonly needs: string;
  readonly onChoose: ((step: string) => void) | undefined;
}

const StepBox = memo(function StepBox(props: StepBoxProps): ReactElement {
  const { id, title, kind, step, needs, onChoose } = props;
  const { recovery } = useTexts();
  const inside = (
    <>
      <span className="phase-title">{title}</span>
      <span className="phase-meta small">
        {step === undefined ? (
          <span className="soft">{kind}</span>
        ) : (
          <NodeMark status={step.status} />
        )}
        {step === undefined ? null : <span className="soft">{countText(step)}</span>}
      </span>
      {needs === '' ? null : (
        <span className="hidden">
          {recovery.needs}: {needs}
        </span>
      )}
    </>
  );
  const look = `phase phase-${step?.status ?? 'planned'}`;
  return onChoose === undefined ? (
    <div className={look}>{inside}</div>
  ) : (
    <button type="button" className={look} data-step={id} onClick={() => onChoose(id)}>
      {inside}
    </button>
  );
});

/** How far a step is, in servers or in parts. */
function countText({ servers, parts }: Pick<Step, 'servers' | 'parts'>): string {
  if (servers !== null) return `${servers.up}/${servers.total}`;
  if (parts.length === 0) return '';
  const over = parts.filter(({ status }) => ['done', 'skipped', 'undone'].includes(status));
  return `${over.length}/${parts.length}`;
}

/** What the shapes mean. */
export function StatusKey(): ReactElement {
  const { nodeStatus } = useTexts();
  const shown = ['pending', 'running', 'waiting', 'held', 'done', 'skipped', 'failed'] as const;
  return (
    <ul className="status-key small">
      {shown.map((status) => (
        <li key={status} className={`status tone-${toneOf(status)}`}>
          <StatusShape status={status} size={12} />
          {nodeStatus[status]}
        </li>
      ))}
    </ul>
  );
}
