import type { GateWork, PlanNode } from '../plan/plan';
import { isoTime, type Run } from './run';
import { filledIn } from './scope';
import type { NodeRecord } from './state';

/** Most lines a question may have (design §8). */
const MOST_QUESTION_LINES = 12;

/**
 * The question in its one shape, the same on every surface. Its digest is what statements carry as `shown`,
 * so it holds only what does not change while it is open.
 */
export function questionLines(
  run: Run,
  node: PlanNode,
  work: GateWork,
  kept: NodeRecord,
): readonly string[] {
  const { header } = run.state;
  const starter = run.policy.people[header.starter];
  const contact = starter === undefined || starter.contact === '' ? '' : ` (${starter.contact})`;
  const lines = [
    `${header.mode === 'drill' ? 'DRILL' : 'LIVE'} · ${run.manifest.title} · ${header.recovery}`,
    titleOf(run, node),
    ...asked(work),
    ...recommended(work, `${starter?.name ?? header.starter}${contact}`),
    `If yes: ${yes(work)}`,
    `If no: ${work.type === 'approval' && work.text.ifNo !== undefined ? work.text.ifNo : 'what needs it stays held; nothing is undone'}`,
    `If late: ${late(work, kept)}`,
    ...risk(work),
    `Needs: ${needed(work)}`,
    'Last drilled: not on record',
  ];
  return lines.slice(0, MOST_QUESTION_LINES);
}

/** Title of a node, with what only the run knows filled in. */
function titleOf(run: Run, node: PlanNode): string {
  try {
    const { title } = filledIn(run, node, { title: node.title });
    return typeof title === 'string' ? title : node.title;
  } catch {
    return node.title;
  }
}

function asked(work: GateWork): readonly string[] {
  if (work.type === 'manual') {
    const fields = Object.entries(work.form).map(
      ([name, field]) => `${name} (${field.type}${field.required ? ', required' : ''})`,
    );
    return fields.length === 0 ? [] : [`Answer with: ${fields.join(', ')}`];
  }
  if (work.type === 'power') {
    const permits = work.permits.map((permit) => `${permit.id} ${safeRange(permit)}`);
    return permits.length === 0 ? [] : [`Readings: ${permits.join('; ')}`];
  }
  const bounds = [
    ...(work.upToServers === undefined ? [] : [`up to ${String(work.upToServers)} servers`]),
    ...(work.validForMs === undefined ? [] : [`valid for ${hours(work.validForMs)}`]),
    ...(work.subjects === undefined ? [] : [work.subjects.join(', ')]),
  ];
  return bounds.length === 0 ? [] : [`For: ${bounds.join('; ')}`];
}

function safeRange(permit: {
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
}): string {
  const unit = permit.unit === undefined ? '' : ` ${permit.unit}`;
  const parts = [
    ...(permit.min === undefined ? [] : [`at least ${String(permit.min)}${unit}`]),
    ...(permit.max === undefined ? [] : [`at most ${String(permit.max)}${unit}`]),
    ...(permit.values === undefined ? [] : [permit.values.join(' or ')]),
  ];
  return parts.join(', ');
}

function recommended(work: GateWork, starter: string): readonly string[] {
  const text = work.type === 'approval' ? work.text.recommend : undefined;
  return [`Asked by ${starter}${text === undefined ? '' : `: ${text}`}`];
}

function yes(work: GateWork): string {
  if (work.type === 'power') return 'this feed may be energised, section by section';
  if (work.type === 'manual') return 'the steps behind it go on';
  return work.text.ifYes ?? 'the steps behind it start';
}

function late(work: GateWork, kept: NodeRecord): string {
  if (work.type === 'manual') return 'it goes on waiting, and you are reminded';
  const until = kept.gate?.expiresAt === undefined ? '' : ` after ${isoTime(kept.gate.expiresAt)}`;
  const first =
    work.type === 'approval' && work.escalateTo.length > 0
      ? `${work.escalateTo.join(', ')} asked, then `
      : '';
  return `${first}held${until}; lateness never approves`;
}

function risk(work: GateWork): readonly string[] {
  if (work.type !== 'approval') return [];
  const { reversible, harm } = work.text;
  return [
    `Reversible: ${reversible === undefined ? 'not stated' : reversible ? 'yes' : 'no'} · Worst harm: ${harm ?? 'not stated'}`,
  ];
}

function needed(work: GateWork): string {
  if (work.type === 'manual') return `one report by ${work.assignee}`;
  const rule = work.type === 'power' ? work.signOff : work.approvers;
  const people = rule.quorum === 1 ? '1 signature' : `${String(rule.quorum)} signatures`;
  return [
    `${people} by ${rule.roles.join(', ')}`,
    ...(rule.distinctRoles ? ['each in another role'] : []),
    ...(rule.notStarter ? ['not the starter'] : []),
  ].join('; ');
}

function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0 ? `${String(minutes / 60)} h` : `${String(minutes)} min`;
}
