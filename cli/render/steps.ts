import type { NodeStatus } from '../../model/run/state';
import type { PartView, RecoveryView, StepView } from '../../model/view/recovery-view';
import { isNarrow, statusPaint, statusSign, type Style } from './style';
import { table } from './table';
import { cut, pad, plain, widthOf, wrap } from './text';
import { clocked, secondsBetween, spanText } from './times';

/** Steps with their status, how long they took in authored time, and what there is to say of each. */
export function stepLines(
  steps: readonly StepView[],
  view: RecoveryView,
  now: number,
  style: Style,
): readonly string[] {
  if (isNarrow(style)) return steps.flatMap((step) => narrowLines(step, view, now, style));
  const rows = steps.map((step) => [
    `${'  '.repeat(depthOf(step, view))}${statusSign(step.status, style)} ${nameOf(step, style)}`,
    timeOf(step, view, now),
    noteOf(step, style),
  ]);
  return table([{}, { align: 'right' }, { isFlexible: true }], rows, style.width, '  ');
}

/** A step on a line of its own, and what there is to say of it on the next. */
function narrowLines(
  step: StepView,
  view: RecoveryView,
  now: number,
  style: Style,
): readonly string[] {
  const indent = '  '.repeat(depthOf(step, view) + 1);
  const time = timeOf(step, view, now);
  const head = `${indent}${statusSign(step.status, style)} ${nameOf(step, style)}`;
  const room = style.width - (time === '' ? 0 : widthOf(time) + 1);
  const first = time === '' ? cut(head, room) : `${pad(head, room)} ${time}`;
  const isNoted = step.waitingFor !== null || step.error !== null || step.servers !== null;
  const note = isNoted && step.status !== 'pending' ? noteOf(step, style) : '';
  if (note === '') return [first];
  const [line = '', ...rest] = wrap(note, style.width - widthOf(indent) - 2);
  return [
    first,
    `${indent}  ${rest.length === 0 ? line : cut(`${line} …`, style.width - widthOf(indent) - 2)}`,
  ];
}

/** All steps in fewer lines: what is at work or stuck, and counts of the rest. */
export function collapsedSteps(view: RecoveryView, now: number, style: Style): readonly string[] {
  const leaves = view.steps.filter((step) => step.kind !== 'group');
  const isOver = (step: StepView): boolean => isIn(step.status, ['done', 'skipped', 'undone']);
  const over = leaves.filter(isOver).length;
  const pending = leaves.filter((step) => step.status === 'pending').length;
  const shown = leaves.filter((step) => !isOver(step) && step.status !== 'pending');
  return [
    ...(over === 0 ? [] : [`  ${statusSign('done', style)} ${over} of ${leaves.length} over`]),
    ...stepLines(shown, { ...view, steps: shown }, now, style),
    ...(pending === 0 ? [] : [`  ${statusSign('pending', style)} ${pending} to come`]),
  ];
}

/** All steps in one line. */
export function stepCount(view: RecoveryView, style: Style): string {
  const leaves = view.steps.filter((step) => step.kind !== 'group');
  const count = (...statuses: readonly NodeStatus[]): number =>
    leaves.filter((step) => isIn(step.status, statuses)).length;
  const stuck = count('held', 'denied');
  return [
    `  ${count('done', 'skipped')} of ${leaves.length} over`,
    `${count('running')} at work`,
    `${count('waiting')} waiting`,
    ...(stuck === 0 ? [] : [style.red(`${stuck} held`)]),
  ].join(', ');
}

function isIn(status: NodeStatus, statuses: readonly NodeStatus[]): boolean {
  return statuses.includes(status);
}

function depthOf(step: StepView, view: RecoveryView): number {
  let depth = 0;
  let above = step.group;
  while (above !== null && depth < 8) {
    const group: StepView | undefined = view.steps.find((one) => one.id === above);
    if (group === undefined) break;
    depth += 1;
    above = group.group;
  }
  return depth;
}

function nameOf(step: StepView, style: Style): string {
  if (step.status === 'pending') return style.dim(step.id);
  const isBad = step.status === 'held' || step.status === 'undone' || step.status === 'failed';
  return isBad ? style.red(step.id) : step.id;
}

function timeOf(step: StepView, view: RecoveryView, now: number): string {
  if (step.startedAt === null || step.status === 'skipped') return '';
  const end = step.endedAt ?? view.endedAt ?? now;
  return spanText(secondsBetween(step.startedAt, end) * view.speed);
}

function noteOf(step: StepView, style: Style): string {
  const under =
    step.waivers.length === 0
      ? ''
      : style.yellow(` (waived: ${clocked(step.waivers.join('; '), style)})`);
  return `${ownNote(step, style)}${under}`;
}

function ownNote(step: StepView, style: Style): string {
  if (step.error !== null && step.status !== 'done' && step.status !== 'undone')
    return style.red(`${step.error.code} ${plain(step.error.message)}`);
  const stuck = step.parts.filter((part) => isIn(part.status, ['held', 'denied', 'failed']));
  const [first] = stuck;
  if (first !== undefined) {
    const text = `${stuck.length} of ${step.parts.length} parts held: ${partName(first)}`;
    return style.red(`${text} ${first.error === null ? '' : first.error.code}`.trimEnd());
  }
  if (step.waitingFor !== null)
    return statusPaint('waiting', style)(`${clocked(step.waitingFor, style)}${more(step)}`);
  const counts = countsOf(step);
  if (counts !== '') return counts;
  return step.title === step.id ? '' : style.dim(plain(step.title));
}

function more(step: StepView): string {
  const waiting = step.parts.filter((part) => part.status === 'waiting').length;
  return waiting > 1 ? ` (and ${waiting - 1} more)` : '';
}

function partName(part: PartView): string {
  return part.feed ?? part.service ?? part.id;
}

function countsOf(step: StepView): string {
  if (step.servers !== null && step.status !== 'pending') {
    const { total, up, failed, slow } = step.servers;
    return [
      `${up} of ${total} servers up`,
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(slow === 0 ? [] : [`${slow} slow`]),
    ].join(', ');
  }
  if (step.parts.length === 0 || step.status === 'pending') return '';
  const done = step.parts.filter((part) => isIn(part.status, ['done', 'skipped'])).length;
  return step.status === 'done' ? '' : `${done} of ${step.parts.length} parts done`;
}
