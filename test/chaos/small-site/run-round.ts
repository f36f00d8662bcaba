import type { Installation } from '../../support/installation';
import { problemsOf, type Traces } from './check-round';
import type { Draw } from './draw-faults';
import { ROUND, scenarioWith } from './scenario-folder';

/** How a round went. */
export interface RoundEnd {
  /** What else befell it; empty for faults alone. */
  readonly note: string;
  readonly id: string;
  /** Real time from start to end, ms. */
  readonly tookMs: number;
  readonly traces: Traces;
  /** Empty where all is as it must be. */
  readonly problems: readonly string[];
}

/** Longest that a round may take, ms: a feed that trips takes 15 s each time to be seen as unknown. */
export const ROUND_LIMIT_MS = 240_000;

/** Drills the small site with these faults to its end. */
export async function runRound(installation: Installation, draw: Draw): Promise<RoundEnd> {
  const began = performance.now();
  const scenario = await scenarioWith(draw.seed, draw.faults);
  try {
    const id = await installation.must('drill', scenario.path, '--drill', ROUND, '--detach');
    // One that does not end tells by how it stands what is wrong.
    await installation.ended(id, ROUND_LIMIT_MS).catch(() => undefined);
    const traces = await tracesOf(installation, id);
    const problems = problemsOf(traces, draw.mayBeDown);
    return { id, note: storyOf(traces), tookMs: performance.now() - began, traces, problems };
  } finally {
    await scenario.remove();
  }
}

/** How much a round went through, by its ledger. */
export function storyOf({ entries }: Traces): string {
  const count = (is: (body: (typeof entries)[number]['body']) => boolean): number =>
    entries.filter(({ body }) => is(body)).length;
  const trips = count(({ type }) => type === 'tripped');
  const holds = count((body) => body.type === 'node' && body.status === 'held');
  const undos = count((body) => body.type === 'added' && body.why === 'undo');
  return `${trips} trips, ${holds} holds, ${undos} undos; `;
}

/** What a recovery has left behind by now. */
export async function tracesOf(installation: Installation, id: string): Promise<Traces> {
  return {
    view: await installation.view(id),
    entries: await installation.entries(id),
    journal: await installation.journal(),
  };
}
