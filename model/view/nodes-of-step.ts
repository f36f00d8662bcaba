import { closest } from '../closest';
import { OperationError } from '../errors';
import type { RecoveryView } from './recovery-view';

/** Nodes that a step or a part of one stands for. Throws NOT_ASKED where there is no such step. */
export function nodesOf(view: RecoveryView, step: string): readonly string[] {
  const whole = view.steps.find((one) => one.id === step);
  if (whole !== undefined) return [step, ...whole.parts.map((part) => part.id)];
  const known = view.steps.flatMap((one) => [one.id, ...one.parts.map((part) => part.id)]);
  if (known.includes(step)) return [step];
  const near = closest(step, known);
  throw new OperationError(
    'NOT_ASKED',
    `there is no step '${step}'${near === undefined ? '' : `; did you mean '${near}'?`}`,
  );
}
