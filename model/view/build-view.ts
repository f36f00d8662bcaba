import type { Manifest, Outline } from '../plan/plan';
import type { LedgerEntry } from '../run/entry';
import { feedViews } from './feed-views';
import { noFacts, takeEntries, type RunFacts } from './node-facts';
import type { AskView, RecoveryView, ViewProgress, ViewRow } from './recovery-view';
import { authoredSeconds, serviceViews } from './service-views';
import { stepViews } from './step-views';

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
    startedAt: row.startedAt,
    endedAt,
    lostAt,
    simulatedSeconds: authoredSeconds(row.startedAt, nowAt, row.speed),
    seq: facts.seq,
    steps: stepViews(outline, facts, byNode),
    services: serviceViews(outline, facts, { lostAt, nowAt, speed: row.speed }),
    feeds: feedViews(outline, facts, byNode),
    waiting: askViews(outline, facts),
    ...(facts.reason === undefined ? {} : { reason: facts.reason }),
  };
}

/** The questions that are open, in the order of the plan. */
function askViews(outline: Outline, facts: RunFacts): readonly AskView[] {
  return outline.steps.flatMap((step) =>
    step.nodeIds.flatMap((node): readonly AskView[] => {
      const ask = facts.nodes.get(node)?.ask ?? null;
      if (ask === null) return [];
      const { kind, attempt, since, until, shown, lines, roles, open } = ask;
      // The second line of a question is its title.
      const title = lines[1] ?? step.title;
      return [
        {
          node,
          step: step.id,
          title,
          kind,
          attempt,
          since,
          until: until ?? null,
          shown,
          lines,
          roles,
          open,
        },
      ];
    }),
  );
}

function latest(times: readonly (string | null)[]): string {
  return times.reduce<string>((most, time) => (time !== null && time > most ? time : most), '');
}
