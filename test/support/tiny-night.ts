import type { JsonObject } from '../../model/json';
import type { FeedPlace, MakeSafe, PlanNode, PowerWork } from '../../model/plan/plan';
import type { CallOutcome, Trip } from '../../model/run/command';
import type { Run } from '../../model/run/run';
import { RunDriver, type MachineCall } from './run-driver';
import {
  tinyCall,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  tinyWork,
  type TinyNode,
  type TinyOptions,
} from './tiny-plan';

/*
 * A small site for bad nights. Feeds a and b share a rack, c stands alone; each has its power gate, one section and
 * waves, and one wave stands on a and b. Two services, the second of which needs the first.
 */

const FEEDS = ['feed-a', 'feed-b', 'feed-c'] as const;

const gateWork: PowerWork = {
  type: 'power',
  locks: [],
  permits: [{ id: 'insulation', unit: 'MOhm', min: 25, maxAgeMs: 4 * 3_600_000 }],
  signOff: { roles: ['commander', 'manager'], quorum: 2, distinctRoles: true, notStarter: false },
  expiresMs: 3_600_000,
  interlocks: ['load', 'ups'],
};

const slice = (id: string, servers: number) =>
  tinyWork({ phases: [{ type: 'slice', id: 'slice', slice: id, servers }] });

const gate = (feed: string): TinyNode => ({
  id: `safe/${feed}`,
  step: 'safe',
  kind: 'power',
  feed,
  needs: [],
  work: gateWork,
});

const section = (feed: string, gateIndex: number): TinyNode => ({
  id: `energise/${feed}`,
  step: 'energise',
  kind: 'energise',
  feed,
  needs: [gateIndex],
  permit: gateIndex,
  mutex: [`feed:${feed}`],
  work: slice(`energise/${feed}`, 0),
});

const wave = (feed: string, number: number, needs: number, energised: number): TinyNode => ({
  id: `restore/${feed}/w${String(number)}`,
  step: 'restore',
  kind: 'restore',
  feed,
  needs: [needs],
  mutex: [`feed:${feed}`],
  servers: 10,
  liveAfter: { [feed]: energised },
  work: slice(`restore/${feed}/w${String(number)}`, 10),
});

const enable = (service: string, more: Partial<TinyNode>): TinyNode => ({
  id: `enable/${service}`,
  step: 'enable',
  kind: 'enable',
  service,
  onFailure: 'undo',
  work: tinyWork({
    phases: [
      tinyCall({ id: 'health', effect: 'read', uses: 'http.check' }),
      tinyCall({ id: 'ramp-25%', uses: 'test.weight', with: { weight: 25 }, share: 25 }),
      { type: 'pause', id: 'bake', ms: 60_000 },
      tinyCall({ id: 'ramp-100%', uses: 'test.weight', with: { weight: 100 }, share: 100 }),
    ],
  }),
  ...more,
});

/** Nodes of the small site, by index. */
const NODES: readonly TinyNode[] = [
  gate('feed-a'),
  gate('feed-b'),
  gate('feed-c'),
  { id: 'safe', kind: 'power', needs: [0, 1, 2], work: { type: 'join' } },
  section('feed-a', 0),
  section('feed-b', 1),
  section('feed-c', 2),
  { id: 'energise', kind: 'energise', needs: [4, 5, 6], work: { type: 'join' } },
  wave('feed-a', 1, 4, 4),
  wave('feed-a', 2, 8, 4),
  wave('feed-b', 1, 5, 5),
  wave('feed-c', 1, 6, 6),
  {
    id: 'restore/feed-a+feed-b/w1',
    step: 'restore',
    kind: 'restore',
    needs: [],
    needsAny: [[4, 5]],
    mutex: ['feed:feed-a', 'feed:feed-b'],
    servers: 10,
    liveAfter: { 'feed-a': 4, 'feed-b': 5 },
    work: slice('restore/feed-a+feed-b/w1', 10),
  },
  { id: 'restore', kind: 'restore', needs: [9, 10, 11, 12], work: { type: 'join' } },
  enable('login', { needs: [11] }),
  enable('mail', { needs: [10, 14], serviceNeeds: ['login'] }),
  { id: 'enable', kind: 'enable', needs: [14, 15], work: { type: 'join' } },
  { id: 'tell', needs: [13, 16] },
];

const PLACES: Readonly<Record<string, FeedPlace>> = {
  'feed-a': {
    gate: 0,
    sections: [4],
    waves: [8, 9, 12],
    shares: [{ feed: 'feed-b', what: ['rack rab1'] }],
  },
  'feed-b': {
    gate: 1,
    sections: [5],
    waves: [10, 12],
    shares: [{ feed: 'feed-a', what: ['rack rab1'] }],
  },
  'feed-c': { gate: 2, sections: [6], waves: [11], shares: [] },
};

/** Takes load off, and then says so; each service by itself. */
const MAKE_SAFE: MakeSafe['steps'] = [
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

/** The small site with some nodes changed and others behind them, and whatever else its plan has. */
export function nightNodes(
  changed: Readonly<Record<string, Partial<TinyNode>>> = {},
  behind: readonly TinyNode[] = [],
): {
  readonly nodes: readonly PlanNode[];
  readonly options: TinyOptions;
} {
  return {
    nodes: tinyNodes([...NODES.map((node) => ({ ...node, ...changed[node.id] })), ...behind]),
    options: { feeds: PLACES, makeSafe: MAKE_SAFE, services: ['login', 'mail'] },
  };
}

/** A run of the small site on the reducer alone. */
export class NightRun extends RunDriver {
  static of(
    changed: Readonly<Record<string, Partial<TinyNode>>> = {},
    more: TinyOptions & { readonly header?: Partial<Run['state']['header']> } = {},
  ): NightRun {
    const { nodes, options } = nightNodes(changed);
    const policy = tinyPolicy();
    const { header, ...over } = more;
    return new NightRun(tinyPlan(nodes, { policy, ...options, ...over }), policy, header);
  }

  /** Opens a power gate: measured anew where that is asked for, then signed off by two. */
  signOff(feed: string, measured = true): void {
    const step = `safe/${feed}`;
    if (measured) this.must('bo', 'commander', 'reading', step, { answer: READING });
    this.must('bo', 'commander', 'sign-off', step);
    this.must('cy', 'manager', 'sign-off', step);
  }

  /** All three gates open, all sections on, all waves at work. */
  energised(): this {
    for (const feed of FEEDS) this.signOff(feed);
    for (const feed of FEEDS) this.answer(`energise/${feed}`, closed());
    return this;
  }

  /** Everything done but the services, whose first is at its health. */
  restored(): this {
    this.energised();
    for (let turn = 0; turn < 6; turn += 1)
      for (const id of this.flying.filter((one) => one.startsWith('restore/')))
        this.answer(id, started());
    return this;
  }

  /** Ramps a service to all of its traffic. */
  enabled(service: string): this {
    const id = `enable/${service}`;
    this.answer(id);
    this.answer(id, { ok: true, output: null, before: { weight: 0 } });
    this.wait(60_000);
    this.answer(id, { ok: true, output: null, before: { weight: 25 } });
    return this;
  }

  /** A slice finds its feed not safe, a moment later. */
  trip(id: string, feed: string, over: Partial<Trip> = {}, more: JsonObject = {}): void {
    this.wait(1);
    this.answer(id, tripped(feed, over, more));
  }

  /** Says something that must be taken. */
  must(...said: Parameters<RunDriver['submit']>): void {
    const verdict = this.submit(...said);
    if (verdict !== 'taken') throw new Error(`${said[0]} ${said[2]} ${said[3] ?? ''}: ${verdict}`);
  }

  resumeFeed(feed: string, cause = 'a rat in the cable duct'): string {
    return this.submit('bo', 'commander', 'resume', '', { answer: { feed, cause } });
  }
}

/** The slice of a node that is in flight. */
export function sliceOf(run: RunDriver, id: string): Extract<MachineCall, { do: 'slice' }> {
  const call = run.callOf(id);
  if (call?.do !== 'slice') throw new Error(`no slice of '${id}' is in flight`);
  return call;
}

const READING: JsonObject = { id: 'insulation', value: 40 };

/** A section that its slice closed. */
export function closed(): CallOutcome {
  return { ok: true, output: null, before: { closed: true } };
}

/** A wave that started all its servers. */
export function started(marks = 'o'): CallOutcome {
  return { ok: true, output: null, before: { marks } };
}

/** What a slice fails with that finds a feed not safe. */
export function tripped(
  feed: string,
  over: Partial<Trip> = {},
  more: JsonObject = {},
): Extract<CallOutcome, { ok: false }> {
  const { sections, ...rest } = { sections: { s1: 'on' } as const, ...over };
  return {
    ok: false,
    end: 'failed',
    retry: false,
    error: { code: 'INTERLOCK_UNSAFE', message: `${feed} is not safe` },
    detail: {
      trips: [
        {
          feed,
          interlock: 'load',
          reason: '12 kW is over 10 kW',
          sections: { ...sections },
          ...rest,
        },
      ],
      ...more,
    },
  };
}

/** What a call fails with that no retry mends. */
export function failed(
  code = 'HTTP_STATUS',
  checkpoint?: JsonObject,
): Extract<CallOutcome, { ok: false }> {
  return {
    ok: false,
    end: 'failed',
    retry: false,
    error: { code, message: 'it failed' },
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}

/** A call whose worker died. */
export function lost(checkpoint?: JsonObject): CallOutcome {
  return {
    ok: false,
    end: 'lost',
    retry: true,
    error: { code: 'WORKER_LOST', message: 'the worker is gone' },
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}
