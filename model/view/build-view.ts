import type { Manifest, Outline } from '../plan/plan';
import type { LedgerEntry } from '../run/entry';
import { feedViews } from './feed-views';
import { noFacts, takeEntries, type RunFacts } from './node-facts';
import type { AskView, RecoveryView, ViewProgress, ViewRow } from './recovery-view';
import { authoredSeconds, serviceViews } from './service-views';
import { asideOf, asideSteps } from './aside-steps';
import { stepViews } from './step-views';
import { waitingAround } from './waiting-for';

/** The view of a recovery out of all its entries. */
export function buildView(
  row: ViewRow,
  manifest: Manifest,
  outline: Outline,
  entries: readonly LedgerEntry[],
  progress: readonly ViewProgress[],
): RecoveryView {
  const facts = noFacts();
  takeEntries(facts, entries);
  return viewOf(row, manifest, outline, facts, progress);
}

/** The view of a recovery out of what its entries told so far. */
export function viewOf(
  row: ViewRow,
  manifest: Manifest,
  outline: Outline,
  facts: RunFacts,
  progress: readonly ViewProgress[],
): RecoveryView {
  const byNode = new Map(progress.map((one) => [one.node, one]));
  const around = waitingAround(outline, facts, byNode);
  const { night } = facts;
  const lostAt = facts.lostAt ?? row.startedAt;
  const ended = facts.status === 'done' || facts.status === 'aborted' || facts.status === 'unsafe';
  const endedAt = ended ? (row.endedAt ?? facts.lastAt) : null;
  const nowAt = endedAt ?? latest([row.startedAt, facts.lastAt, ...progress.map((one) => one.at)]);
  return {
    id: row.id,
    title: manifest.title,
    mode: row.mode,
    simulated: row.simulated,
    speed: row.speed,
    plan: {
      digest: row.planDigest,
      procedureDigest: manifest.procedureDigest,
      runbook: manifest.runbook,
    },
    environment: manifest.environment,
    sites: manifest.sites,
    starter: row.starter,
    status: facts.status,
    since: facts.since ?? row.startedAt,
    startedAt: row.startedAt,
    endedAt,
    lostAt,
    simulatedSeconds: authoredSeconds(row.startedAt, nowAt, row.speed),
    seq: facts.seq,
    steps: [...stepViews(outline, around), ...asideSteps(around)],
    services: serviceViews(outline, facts, { lostAt, nowAt, speed: row.speed }),
    feeds: feedViews(outline, around),
    waiting: askViews(outline, facts),
    waivers: night.waivers.map((one) => ({
      ...one,
      status: one.until === null ? 'asked' : 'active',
    })),
    notes: night.notes.map((one) => ({ ...one, step: one.step === '' ? null : one.step })),
    after: night.after,
    left: night.left,
    ...(facts.reason === undefined ? {} : { reason: facts.reason }),
  };
}

/** The questions that are open: in the order of the plan, then those that the run added. */
function askViews(outline: Outline, facts: RunFacts): readonly AskView[] {
  const places = [
    ...outline.steps.flatMap((step) =>
      step.nodeIds.map((node) => ({ node, step: step.id, title: step.title })),
    ),
    ...facts.night.added.map(({ id, title }) => ({ node: id, step: asideOf(id), title })),
  ];
  return places.flatMap((place): readonly AskView[] => {
    const ask = facts.nodes.get(place.node)?.ask ?? null;
    if (ask === null) return [];
    const { kind, attempt, since, until, shown, lines, roles, open } = ask;
    // The second line of a question is its title.
    const title = lines[1] ?? place.title;
    const said = { kind, attempt, since, until: until ?? null, shown, lines, roles, open };
    return [{ ...place, title, ...said }];
  });
}

function latest(times: readonly (string | null)[]): string {
  return times.reduce<string>((most, time) => (time !== null && time > most ? time : most), '');
}
