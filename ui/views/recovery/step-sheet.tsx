import { useState, type ReactElement } from 'react';
import type { Recovery, Step, StepPart } from '../../api/types';
import { ModeBand } from '../../parts/mode';
import { Sheet } from '../../parts/sheet';
import { NodeMark } from '../../parts/status';
import { useTexts } from '../../texts/texts';
import { TimedText, When } from '../../time/times';
import { Attempts } from './attempts';
import { isOver, stepActs, type Steering } from './steering';
import { SteerButtons } from './steer-buttons';
import './step-sheet.css';

/** Parts that are listed before the rest is asked for. */
const MOST_PARTS = 40;

interface StepSheetProps {
  readonly recovery: Recovery;
  readonly step: Step;
  /** Part that is opened; the whole step where it names none. */
  readonly node: string;
  readonly zone: string | null;
  readonly onNode: (node: string) => void;
  readonly onSteer: (steering: Steering) => void;
  readonly onClose: () => void;
}

/** A step with its parts, what can be done about it, and the raw answers of every attempt. */
export function StepSheet(props: StepSheetProps): ReactElement {
  const { recovery: view, step, node, zone, onNode, onSteer, onClose } = props;
  const { close, back } = useTexts();
  const part = step.parts.find(({ id }) => id === node);
  const shown = part ?? step;
  const acts = stepActs(shown, isOver(view));
  return (
    <Sheet
      title={part === undefined ? step.title : (part.title ?? part.id)}
      onClose={onClose}
      head={<ModeBand mode={view.mode} />}
      isWide
    >
      <div className="sheet-body">
        <StepFacts shown={shown} zone={zone} />
        <SteerButtons acts={acts} step={shown.id} onSteer={onSteer} />
        {part === undefined && step.parts.length > 0 ? (
          <Parts parts={step.parts} onNode={onNode} />
        ) : null}
        {step.parts.length > MOST_PARTS && part === undefined ? null : (
          <Attempts id={view.id} node={shown.id} zone={zone} />
        )}
      </div>
      <div className="sheet-actions">
        {part === undefined ? null : (
          <button type="button" className="button" onClick={() => onNode(step.id)}>
            ← {back}
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          {close}
        </button>
      </div>
    </Sheet>
  );
}

function StepFacts({
  shown,
  zone,
}: {
  readonly shown: Step | StepPart;
  readonly zone: string | null;
}): ReactElement {
  const { recovery, say } = useTexts();
  const { id, status, startedAt, endedAt, attempts, waitingFor, error, waivers } = shown;
  return (
    <>
      <dl className="facts">
        <dt>{recovery.step}</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>{recovery.status}</dt>
        <dd>
          <NodeMark status={status} /> · {recovery.attempt(attempts)}
        </dd>
        {startedAt === null ? null : (
          <>
            <dt>{recovery.startedAt}</dt>
            <dd>
              <When at={startedAt} zone={zone} />
            </dd>
          </>
        )}
        {endedAt === null ? null : (
          <>
            <dt>{recovery.endedAt}</dt>
            <dd>
              <When at={endedAt} zone={zone} />
            </dd>
          </>
        )}
        {waitingFor === null ? null : (
          <>
            <dt>{recovery.waitingFor}</dt>
            <dd>
              <TimedText text={waitingFor} zone={zone} />
            </dd>
          </>
        )}
        {waivers.length === 0 ? null : (
          <>
            <dt>{recovery.waivers}</dt>
            <dd>{waivers.join('; ')}</dd>
          </>
        )}
      </dl>
      {error === null ? null : (
        <div className="note note-bad">
          <p>{error.message}</p>
          {error.fix === undefined ? null : (
            <p className="small">
              {say.fix}: {error.fix}
            </p>
          )}
          <p className="small soft">
            <code>{error.code}</code>
          </p>
        </div>
      )}
    </>
  );
}

/** What needs somebody first, what has ended last. */
const URGENCY: Readonly<Record<StepPart['status'], number>> = {
  held: 0,
  denied: 0,
  failed: 0,
  waiting: 1,
  running: 2,
  pending: 3,
  undone: 4,
  skipped: 5,
  done: 6,
};

function Parts({
  parts,
  onNode,
}: {
  readonly parts: readonly StepPart[];
  readonly onNode: (node: string) => void;
}): ReactElement {
  const { recovery, showAll } = useTexts();
  const [isWhole, setWhole] = useState(false);
  const sorted = parts.toSorted((a, b) => URGENCY[a.status] - URGENCY[b.status]);
  const shown = isWhole ? sorted : sorted.slice(0, MOST_PARTS);
  return (
    <section>
      <h3>
        {recovery.parts} <span className="soft small">{parts.length}</span>
      </h3>
      <ul className="step-parts">
        {shown.map((part) => (
          <li key={part.id}>
            <button type="button" className="step-part small" onClick={() => onNode(part.id)}>
              <span className="break">{part.title ?? part.id}</span>
              <NodeMark status={part.status} />
            </button>
          </li>
        ))}
      </ul>
      {shown.length < parts.length ? (
        <button type="button" className="button" onClick={() => setWhole(true)}>
          {showAll(parts.length)}
        </button>
      ) : null}
    </section>
  );
}
