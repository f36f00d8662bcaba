import { resolve } from 'node:path';
import type { StoredEntry } from '../../ledger/ledger';
import type { RecoveryView } from '../../model/view/recovery-view';
import { doneTwice, Installation } from '../support/installation';
import { poll } from '../support/poll';

/*
 * A drill of a small site, with one process killed at a seeded moment. Whatever is killed, the drill ends as if
 * nothing had happened, nothing is done twice, and the ledger goes on within seconds of when it was due.
 */

const SCENARIO = resolve(__dirname, '../../runbooks/hello');
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const VICTIMS = ['worker', 'temporal', 'supervisor'] as const;

/** Most that an entry may come later than it was due, ms. */
const MOST_LATE_MS = 5000;
const DRILL_LIMIT_MS = 90_000;

/** What must be the same however a drill went. */
function endStateOf(view: RecoveryView): unknown {
  return {
    status: view.status,
    steps: view.steps.map(({ id, status, servers }) => ({ id, status, up: servers?.up })),
    services: view.services.map(({ id, status, share }) => ({ id, status, share })),
  };
}

/** A number in [0, 1) that follows from a seed (mulberry32). */
function fractionOf(seed: number): number {
  let t = (seed * 0x6d2b79f5) >>> 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

const timeOf = (entry: StoredEntry | undefined): number => Date.parse(entry?.at ?? '');

/**
 * How much later than due the first entry after a kill came, ms. It was due when the entry before it, and the wait
 * of the drill in which nothing happened, say so; where nothing was left to be told, nothing is late.
 */
function lateMs(
  entries: readonly StoredEntry[],
  calm: readonly StoredEntry[],
  killedAt: number,
  countedFrom: number,
): number {
  const next = entries.findIndex((entry) => timeOf(entry) > killedAt);
  if (next < 1) return 0;
  const gap = timeOf(calm[next]) - timeOf(calm[next - 1]);
  const due = Math.max(countedFrom, timeOf(entries[next - 1]) + gap);
  return timeOf(entries[next]) - due;
}

describe('a drill whose processes are killed', () => {
  let installation: Installation;
  let calm: { readonly end: unknown; readonly entries: readonly StoredEntry[] };

  beforeAll(async () => {
    installation = await Installation.make();
    await installation.must('up', '--detach');
    const id = await installation.must('drill', SCENARIO, '--detach');
    const view = await installation.ended(id, DRILL_LIMIT_MS);
    calm = { end: endStateOf(view), entries: await installation.entries(id) };
  }, DRILL_LIMIT_MS + 60_000);

  afterAll(async () => {
    await installation.remove();
  }, 30_000);

  it.each(SEEDS)(
    'ends the same with one of them killed at seeded moment %i',
    async (seed) => {
      const victim = VICTIMS[seed % VICTIMS.length]!;
      const after = 1 + Math.floor(fractionOf(seed) * (calm.entries.length * 0.8));
      const id = await installation.must('drill', SCENARIO, '--detach');
      await poll(async () => {
        const entries = await installation.entries(id);
        return entries.length >= after ? entries : undefined;
      }, DRILL_LIMIT_MS);

      const killedAt = Date.now();
      await kill(installation, victim);
      const countedFrom = victim === 'supervisor' ? await upAgain(installation) : killedAt;

      const view = await installation.ended(id, DRILL_LIMIT_MS);
      const entries = await installation.entries(id);
      expect(endStateOf(view)).toEqual(calm.end);
      expect(doneTwice(await installation.journal())).toEqual([]);
      expect(lateMs(entries, calm.entries, killedAt, countedFrom)).toBeLessThanOrEqual(
        MOST_LATE_MS,
      );
    },
    DRILL_LIMIT_MS + 60_000,
  );
});

async function kill(installation: Installation, victim: (typeof VICTIMS)[number]): Promise<void> {
  const pids =
    victim === 'supervisor' ? [await installation.supervisorPid()] : installation.pidsOf(victim);
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

/** Starts the supervisor again; gives when, ms since 1970. */
async function upAgain(installation: Installation): Promise<number> {
  const at = Date.now();
  await installation.must('up', '--detach');
  return at;
}
