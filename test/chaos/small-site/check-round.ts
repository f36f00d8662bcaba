import type { StoredEntry } from '../../../ledger/ledger';
import type { RecoveryView } from '../../../model/view/recovery-view';
import { doneTwice, type JournalLine } from '../../support/installation';
import { feedsOf, SERVERS, SERVERS_OF, serversBehind } from './site';

/*
 * What must hold of a round, whatever went wrong in it. It is read from outside: the ledger, and the journal of the
 * lab, which stand on the same machine.
 */

/** What a round left behind. */
export interface Traces {
  readonly view: RecoveryView;
  readonly entries: readonly StoredEntry[];
  readonly journal: readonly JournalLine[];
}

/** The lab counts its time from its start, by another clock than that of the ledger: they may drift so far apart, ms. */
const CLOCKS_APART_MS = 250;
/** Longest that an order may be on its way when a feed trips or a gate closes, ms. */
const ON_ITS_WAY_MS = 2000;

/** Everything that is wrong with a round that should have brought all back; empty where nothing is. */
export function problemsOf(traces: Traces, mayBeDown: readonly string[]): readonly string[] {
  return [
    ...notDone(traces.view),
    ...downAtTheEnd(traces.journal, mayBeDown),
    ...problemsOnTheWay(traces),
  ];
}

/** What must hold at any moment, however a round ends. */
export function problemsOnTheWay({ entries, journal }: Traces): readonly string[] {
  const starts = journal.filter(isStart);
  return [
    ...onTheWayByJournal(journal),
    ...behindGates(entries, starts),
    ...onTrippedFeeds(entries, starts),
  ];
}

/** What the lab alone tells of how a night went, at any site. */
export function onTheWayByJournal(journal: readonly JournalLine[]): readonly string[] {
  return [
    ...doneTwice(journal).map((line) => `done twice: ${shown(line)}`),
    ...journal
      .filter(({ value }) => value === 'breaker-tripped')
      .map((line) => `our load tripped a breaker: ${shown(line)}`),
  ];
}

/** What a recovery that should have brought all back has left undone. */
export function notDone(view: RecoveryView): readonly string[] {
  const problems: string[] = [];
  if (view.status !== 'done') {
    problems.push(`the recovery is ${view.status}`);
    for (const step of view.steps)
      for (const { id, status, attempts, error, waitingFor } of [step, ...step.parts])
        if (status === 'held' || status === 'running' || status === 'waiting')
          problems.push(
            `${id} is ${status}, attempt ${attempts}: ${error === null ? (waitingFor ?? '') : `${error.code} ${error.message}`}`,
          );
  }
  for (const { id, status, share } of view.services)
    if (status !== 'enabled' || share !== 100)
      problems.push(`service ${id} is ${status} at ${share} %`);
  return problems;
}

/** Events that tell how a server stands. */
const STANDING: ReadonlySet<unknown> = new Set([
  'ready',
  'power-off',
  'fell-off',
  'booting',
  'power-on',
]);

/** Server → what the journal tells of it last. */
export function standingOf(journal: readonly JournalLine[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>();
  for (const { target, action, value } of journal)
    if (action === 'event' && target.startsWith('server:') && STANDING.has(value))
      last.set(target.slice('server:'.length), String(value));
  return last;
}

function downAtTheEnd(
  journal: readonly JournalLine[],
  mayBeDown: readonly string[],
): readonly string[] {
  const standing = standingOf(journal);
  return SERVERS.filter((id) => standing.get(id) !== 'ready' && !mayBeDown.includes(id)).map(
    (id) => `server ${id} is not up: ${standing.get(id) ?? 'never started'}`,
  );
}

/** Whether a line is an order that puts power on. */
function isStart({ action, value }: JournalLine): boolean {
  return (action === 'power' || action === 'outlet') && value !== 'off' && value !== 'force-off';
}

function behindGates(
  entries: readonly StoredEntry[],
  starts: readonly JournalLine[],
): readonly string[] {
  const approval = openTimes(entries, 'start-servers');
  return starts.flatMap((line) => {
    const at = Date.parse(line.at);
    const gates = feedsOf(line.target).map((feed) => openTimes(entries, `power-safe/${feed}`));
    const problems: string[] = [];
    if (!gates.some((gate) => isWithin(gate, at)))
      problems.push(`behind a power gate: ${shown(line)}`);
    if (!isWithin(approval, at)) problems.push(`behind the approval: ${shown(line)}`);
    return problems;
  });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When a gate was open, by the ledger. */
function openTimes(entries: readonly StoredEntry[], node: string): readonly Span[] {
  const spans: Span[] = [];
  let from: number | undefined;
  for (const { at, body } of entries) {
    if (body.type !== 'node' || body.node !== node) continue;
    if (body.status === 'done') from ??= Date.parse(at);
    else if (from !== undefined) {
      spans.push({ from, to: Date.parse(at) });
      from = undefined;
    }
  }
  return from === undefined ? spans : [...spans, { from, to: Infinity }];
}

function isWithin(spans: readonly Span[], at: number): boolean {
  return spans.some(({ from, to }) => at >= from - CLOCKS_APART_MS && at < to + ON_ITS_WAY_MS);
}

function onTrippedFeeds(
  entries: readonly StoredEntry[],
  starts: readonly JournalLine[],
): readonly string[] {
  const tripped = new Map<string, Span[]>();
  for (const { at, body } of entries) {
    if (body.type !== 'tripped' && body.type !== 'feed-resumed') continue;
    const spans = tripped.get(body.feed) ?? [];
    tripped.set(body.feed, spans);
    const last = spans.at(-1);
    const time = Date.parse(at);
    if (body.type === 'tripped') {
      if (last?.to !== Infinity) spans.push({ from: time + ON_ITS_WAY_MS, to: Infinity });
    } else if (last !== undefined)
      spans.splice(-1, 1, { from: last.from, to: time - CLOCKS_APART_MS });
  }
  return starts.flatMap((line) => {
    const at = Date.parse(line.at);
    const isTripped = (feed: string): boolean =>
      tripped.get(feed)?.some(({ from, to }) => at >= from && at < to) === true;
    return feedsOf(line.target).every(isTripped)
      ? [`on a tripped feed that nobody has resumed: ${shown(line)}`]
      : [];
  });
}

/** Changing calls that came more than 2 s after everything was stopped, but those that may. */
export function stillMoving(
  journal: readonly JournalLine[],
  stoppedAt: number,
  may: (line: JournalLine) => boolean,
  resumedAt = Infinity,
): readonly string[] {
  return journal
    .filter((line) => {
      const at = Date.parse(line.at);
      const isLate = at > stoppedAt + ON_ITS_WAY_MS && at < resumedAt;
      return line.action !== 'event' && isLate && !may(line);
    })
    .map((line) => `after the stop of ${new Date(stoppedAt).toISOString()}: ${shown(line)}`);
}

/** Orders that took power from a server of a service that had traffic. */
export function servingOff(journal: readonly JournalLine[]): readonly string[] {
  const shares = new Map<string, number>();
  return journal.flatMap((line) => {
    const { target, action, value } = line;
    if (action === 'weight') shares.set(target.slice('service:'.length), Number(value));
    const isOff =
      (action === 'power' || action === 'outlet') && (value === 'off' || value === 'force-off');
    if (!isOff) return [];
    const hit = serversBehind(target);
    return [...SERVERS_OF]
      .filter(
        ([id, servers]) => (shares.get(id) ?? 0) > 0 && servers.some((one) => hit.includes(one)),
      )
      .map(([id]) => `power was taken from ${id}, which serves: ${shown(line)}`);
  });
}

/** What is wrong with the end of an abort, whose load balancer may have been down. */
export function problemsOfMakeSafe(
  { view, entries }: Traces,
  exitCode: number | null,
  isDown: boolean,
): readonly string[] {
  const last = entries.findLast(({ body }) => body.type === 'run')?.body;
  const left = last?.type === 'run' ? (last.left ?? []) : [];
  const isAllEnabled = view.services.every(({ status }) => status === 'enabled');
  // Nothing is taken away where everything serves.
  const wanted = isDown && !isAllEnabled ? 'unsafe' : 'aborted';
  const problems: string[] = [];
  if (view.status !== wanted) problems.push(`it is ${view.status}, not ${wanted}`);
  const code = wanted === 'unsafe' ? 6 : 4;
  if (exitCode !== code) problems.push(`abort ends with ${exitCode ?? 'a signal'}, not ${code}`);
  if ((wanted === 'unsafe') !== left.length > 0)
    problems.push(`it is ${wanted} and tells as left: ${left.join(', ') || 'nothing'}`);
  return problems;
}

function shown({ at, target, action, value }: JournalLine): string {
  return `${action} ${target} ${JSON.stringify(value)} at ${at}`;
}
