import { ApplicationFailure } from '@temporalio/common';
import type {
  CallInput,
  CallResult,
  SliceInput,
  WatchInput,
  WatchResult,
} from '../../activities/engine/engine-activities';
import type { JsonObject } from '../../model/json';
import type { FeedPlace, MakeSafe, PlanNode, SliceResult } from '../../model/plan/plan';
import { FakeEngine, untilCancelled } from './recovery-worker';
import { Talk } from './talk';
import {
  tinyApproval,
  tinyCall,
  tinyNodes,
  tinyWork,
  type TinyNode,
  type TinyOptions,
} from './tiny-plan';
import { tinyRecovery, until, type TinyRecovery } from './tiny-recovery';

/*
 * Short bad nights against a real server, each with one behaviour of the workflow at its heart: what the golden
 * histories hold, and what is tried anew with each run of the tests.
 */

/** A night that has come to its end; its recovery is to be closed. */
export interface Ended {
  readonly run: TinyRecovery;
  readonly talk: Talk;
  readonly engine: FakeEngine;
  readonly status: string;
}

/** Behaviour → the night that shows it. */
export const GOLDEN_NIGHTS: Readonly<Record<string, () => Promise<Ended>>> = {
  trip: tripNight,
  stop: stopNight,
  abort: abortNight,
  undo: undoNight,
  'outcome-unknown': unknownNight,
  watch: watchNight,
};

const OK: SliceResult = { ok: 1, already: 0, slow: 0, failed: [] };

/** Starts a night, lets people do in it what they do, and waits for its end. */
async function night(
  nodes: readonly PlanNode[],
  engine: FakeEngine,
  options: TinyOptions,
  people: (talk: Talk) => Promise<void>,
): Promise<Ended> {
  const run = await tinyRecovery(nodes, engine, options);
  try {
    const handle = await run.start();
    const talk = new Talk(run, engine, handle);
    await people(talk);
    const { status } = await handle.result();
    return { run, talk, engine, status };
  } catch (error) {
    await run.close();
    throw error;
  }
}

const gate = (feed: string): TinyNode => ({
  id: `safe/${feed}`,
  kind: 'power',
  feed,
  needs: [],
  work: {
    type: 'power',
    locks: [],
    permits: [],
    signOff: {
      roles: ['commander', 'manager'],
      quorum: 2,
      distinctRoles: true,
      notStarter: false,
    },
    expiresMs: 3_600_000,
    interlocks: ['load'],
  },
});

const slices = (
  id: string,
  kind: 'energise' | 'restore',
  feed: string,
  needs: number,
): TinyNode => ({
  id,
  kind,
  feed,
  needs: [needs],
  mutex: [`feed:${feed}`],
  ...(kind === 'energise' ? { permit: needs } : { liveAfter: { [feed]: needs } }),
  work: tinyWork({ phases: [{ type: 'slice', id: 'slice', slice: id, servers: 1 }] }),
});

/** Two feeds that share a rack, each with a gate, a section and a wave. */
export const TWO_FEEDS: readonly TinyNode[] = [
  gate('feed-a'),
  gate('feed-b'),
  slices('energise/feed-a', 'energise', 'feed-a', 0),
  slices('energise/feed-b', 'energise', 'feed-b', 1),
  slices('restore/feed-a', 'restore', 'feed-a', 2),
  slices('restore/feed-b', 'restore', 'feed-b', 3),
];

const shares = (feed: string): FeedPlace['shares'] => [{ feed, what: ['rack rab1'] }];

/** What the run must know of the two feeds. */
export const TWO_PLACES: Readonly<Record<string, FeedPlace>> = {
  'feed-a': { gate: 0, sections: [2], waves: [4], shares: shares('feed-b') },
  'feed-b': { gate: 1, sections: [3], waves: [5], shares: shares('feed-a') },
};

/** What a slice throws that finds its feed not safe. */
export function tripOf(feed: string): ApplicationFailure {
  const detail: JsonObject = {
    ok: 0,
    trips: [{ feed, interlock: 'load', reason: '12 kW is over 10 kW', sections: { s1: 'on' } }],
  };
  return ApplicationFailure.create({
    type: 'INTERLOCK_UNSAFE',
    message: `${feed} is not safe`,
    nonRetryable: true,
    details: [detail],
  });
}

/** Feed a trips once while the wave on feed b is at work; it is signed off again and resumed with a cause. */
async function tripNight(): Promise<Ended> {
  const slice = async ({ node, shift }: SliceInput): Promise<SliceResult> => {
    if (node === 'restore/feed-b' && shift === undefined)
      return await untilCancelled({ marks: 'o' });
    if (node !== 'restore/feed-a') return OK;
    if (engine.slices.filter((one) => one.node === node).length > 1) return OK;
    await whenever(() => engine.slices.some((one) => one.node === 'restore/feed-b'));
    throw tripOf('feed-a');
  };
  const engine = new FakeEngine(undefined, undefined, slice);
  return await night(tinyNodes(TWO_FEEDS), engine, { feeds: TWO_PLACES }, async (talk) => {
    await talk.sign('sign-off', 'safe/feed-a');
    await talk.sign('sign-off', 'safe/feed-b');
    await talk.sign('sign-off', 'safe/feed-a', 2);
    const answer = { feed: 'feed-a', cause: 'a rat in the cable duct' };
    await talk.must('bo', 'commander', 'resume', '', { answer });
  });
}

/** A call hangs and is called off by a stop; after the resume it goes well. */
async function stopNight(): Promise<Ended> {
  let calls = 0;
  const engine = new FakeEngine(async ({ node }: CallInput): Promise<CallResult> => {
    if (node === 'hangs') calls += 1;
    return node === 'hangs' && calls === 1 ? await untilCancelled({ before: 1 }) : { output: null };
  });
  const nodes = tinyNodes([{ id: 'hangs' }, { id: 'after' }]);
  return await night(nodes, engine, {}, async (talk) => {
    await talk.reaches('hangs', 'running');
    await talk.must('cy', 'manager', 'stop');
    await talk.becomes('stopped');
    await talk.must('ann', 'engineer', 'resume');
  });
}

/** Takes load off each service that has none, then tells. */
export const MAKE_SAFE: MakeSafe['steps'] = [
  {
    id: 'no-more-traffic',
    title: 'No more traffic',
    work: tinyWork({
      forEach: 'run.notYetEnabled',
      phases: [tinyCall({ uses: 'test.weight', with: { service: '${{ item }}', weight: 0 } })],
    }),
  },
  { id: 'tell', title: 'Tell everyone', work: tinyWork() },
];

/** A call hangs and a question is open when it is aborted; make-safe runs and one of its calls fails once. */
async function abortNight(): Promise<Ended> {
  let failures = 0;
  const engine = new FakeEngine(async ({ node }: CallInput): Promise<CallResult> => {
    if (node === 'hangs') return await untilCancelled();
    if (node === 'make-safe/tell' && failures === 0) {
      failures += 1;
      throw ApplicationFailure.create({
        type: 'TARGET_NO_ANSWER',
        message: 'no answer',
        nonRetryable: true,
      });
    }
    return { output: null };
  });
  const nodes = tinyNodes([
    { id: 'hangs' },
    { id: 'gate', kind: 'approval', needs: [], work: tinyApproval() },
    { id: 'after' },
  ]);
  const options = { makeSafe: MAKE_SAFE, services: ['login', 'mail'] };
  return await night(nodes, engine, options, async (talk) => {
    await talk.reaches('hangs', 'running');
    await talk.asked('gate');
    await talk.must('ann', 'engineer', 'abort');
  });
}

/** Two steps are put back behind the approval that one of them had, then all of it is done again. */
async function undoNight(): Promise<Ended> {
  const engine = new FakeEngine(({ node }: CallInput) => ({ output: null, before: { was: node } }));
  const nodes = tinyNodes([
    { id: 'gate', kind: 'approval', work: tinyApproval() },
    { id: 'one' },
    { id: 'two' },
    { id: 'last', kind: 'approval', work: tinyApproval() },
  ]);
  return await night(nodes, engine, {}, async (talk) => {
    await talk.sign('approve', 'gate');
    await talk.asked('last');
    await talk.must('ann', 'engineer', 'undo');
    await talk.sign('approve', 'undo-1/approval');
    await talk.becomes('stopped');
    await talk.must('ann', 'engineer', 'resume');
    await talk.must('ann', 'engineer', 'retry', 'one');
    await talk.must('ann', 'engineer', 'retry', 'two');
    await talk.reaches('two', 'done');
    await talk.sign('approve', 'last');
  });
}

/** The worker that made a call once is lost: one is found to have been done, the other is made again. */
async function unknownNight(): Promise<Ended> {
  let lost = 0;
  const engine = new FakeEngine(async ({ node }: CallInput): Promise<CallResult> => {
    if (node === 'after' || lost === 2) return { output: null };
    lost += 1;
    // No heartbeat, as of a worker that is gone.
    return await new Promise((resolve) => setTimeout(() => resolve({ output: null }), 3500));
  });
  const once = tinyWork({
    phases: [tinyCall({ effect: 'once', findOut: 'Ask both databases which one writes.' })],
  });
  const nodes = tinyNodes([
    { id: 'promote', needs: [], work: once },
    { id: 'order', needs: [], work: once },
    { id: 'after', needs: [0, 1] },
  ]);
  return await night(nodes, engine, {}, async (talk) => {
    await talk.reaches('promote', 'held');
    await talk.reaches('order', 'held');
    await talk.must('ann', 'engineer', 'done', 'promote');
    await talk.must('ann', 'engineer', 'retry', 'order');
  });
}

const enable = (service: string, more: Partial<TinyNode>): TinyNode => ({
  id: `enable/${service}`,
  kind: 'enable',
  service,
  onFailure: 'undo',
  work: tinyWork({
    phases: [
      tinyCall({ id: 'health', effect: 'read' }),
      tinyCall({ id: 'ramp-100%', with: { service, weight: 100 }, share: 100 }),
    ],
  }),
  ...more,
});

/** A service falls and comes back while the ramp of another waits for it; a watch that fails is begun again. */
async function watchNight(): Promise<Ended> {
  let fell = false;
  let failed = false;
  const watch = async ({ services }: WatchInput): Promise<WatchResult> => {
    const login = services.find((one) => one.service === 'login');
    if (login?.healthy === false) {
      await whenever(() => isReady);
      return { changed: { login: true } };
    }
    if (!failed) {
      failed = true;
      throw ApplicationFailure.create({
        type: 'CONNECTOR_FAULT',
        message: 'broken',
        nonRetryable: true,
      });
    }
    if (!fell) {
      fell = true;
      return { changed: { login: false } };
    }
    return await untilCancelled();
  };
  let isReady = false;
  const engine = new FakeEngine(undefined, watch);
  const nodes = tinyNodes([
    enable('login', {}),
    { id: 'gate', kind: 'approval', work: tinyApproval() },
    enable('mail', { needs: [0, 1], serviceNeeds: ['login'] }),
  ]);
  return await night(nodes, engine, { services: ['login', 'mail'] }, async (talk) => {
    await talk.asked('gate');
    await whenever(() => talk.bodies('service').length > 0);
    await talk.sign('approve', 'gate');
    await whenever(() => talk.bodies('phase').some((one) => one.node === 'enable/mail'));
    isReady = true;
  });
}

/** Until something is true. */
async function whenever(isTrue: () => boolean): Promise<void> {
  await until(() => (isTrue() ? true : undefined));
}
