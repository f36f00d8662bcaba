import type { z } from 'zod';
import type { Fault as FaultSchema } from '../../../model/schema/fault';
import { randomOf } from '../../support/seeded-random';
import { SERVERS } from './site';

/** A fault as a drill file writes it. */
export type AuthoredFault = z.input<typeof FaultSchema>;
type Trigger = NonNullable<AuthoredFault['on']>;

/** Faults of one round, and what they may leave behind. */
export interface Draw {
  readonly seed: number;
  readonly faults: readonly AuthoredFault[];
  /** Servers that a fault of their own may keep down to the end. */
  readonly mayBeDown: readonly string[];
}

/** Seeded choices. */
export class Dice {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = randomOf(seed);
    // The first numbers of neighbouring seeds are much alike.
    for (let i = 0; i < 8; i += 1) this.next();
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  one<T>(list: readonly [T, ...T[]]): T {
    return list[this.whole(0, list.length - 1)] ?? list[0];
  }

  /** The same of a list that is not known to hold any; throws where it does not. */
  of<T>(list: readonly T[]): T {
    const [first, ...rest] = list;
    if (first === undefined) throw new Error('nothing to choose from');
    return this.one([first, ...rest]);
  }

  /** Minutes of the site, as many short ones as long ones. */
  minutes(least: number, most: number): `${number}m` {
    return `${Math.round(least * (most / least) ** this.next())}m`;
  }

  fraction(): number {
    return this.next();
  }
}

const SERVICES = ['login', 'talk', 'shop', 'search'] as const;

/** Feed → its servers, as a trigger names them, and how many there are. */
const SERVERS_ON = {
  'feed-a': { target: 'server:a[01-04]', count: 4 },
  'feed-b': { target: 'server:b[01-04]', count: 4 },
  'feed-c': { target: 'server:c[01-04]', count: 4 },
} as const;
const FEEDS = ['feed-a', 'feed-b', 'feed-c'] as const;

/** What goes wrong in the midst of starting the servers of a feed, or of closing its sections. */
function whileFeedStarts(dice: Dice, feed: keyof typeof SERVERS_ON): Trigger {
  const { target, count } = SERVERS_ON[feed];
  const pdu = feed.replace('feed', 'pdu');
  return dice.one<Trigger>([
    { target: `pdu:${pdu}/s1`, value: 'power-on', after: `${dice.whole(0, 20)}s` },
    { target, value: 'power-on', nth: dice.whole(1, count), after: `${dice.whole(0, 60)}s` },
    { target, value: 'ready', nth: dice.whole(1, count - 2) },
  ]);
}

type Maker = (dice: Dice) => AuthoredFault;

/** Faults of power and of its meters: a feed trips, or nobody knows whether it is safe. */
const OF_FEEDS: readonly [Maker, ...Maker[]] = [
  (dice) => onFeed(dice, (feed, when) => ({ fault: 'feed-lost', target: feed, ...when })),
  (dice) => onFeed(dice, (feed, when) => ({ fault: 'breaker-trips', target: feed, ...when })),
  (dice) =>
    onFeed(dice, (feed, when) => ({
      fault: 'meter-lies',
      target: feed,
      ...when,
      ...dice.one<{ factor: number } | { value: number | 'nan' | 'absent' }>([
        { factor: 0.5 },
        { factor: 20 },
        { value: 0 },
        { value: 'nan' },
        { value: 'absent' },
      ]),
    })),
  (dice) =>
    onFeed(dice, (feed, when) => ({
      fault: 'meter-freezes',
      target: feed,
      ...when,
      keepsTime: dice.one([true, false]),
    })),
  (dice) =>
    onFeed(dice, (feed, when) => ({
      fault: 'ups-on-battery',
      target: feed,
      ...when,
      // Nobody watches a feed whose waves are all done: a battery that others share must not run out.
      ...(feed === 'feed-a' ? {} : { rideThrough: '5h' }),
    })),
  (dice) => onFeed(dice, (feed, when) => ({ fault: 'cooling-lost', target: feed, ...when })),
];

function onFeed(
  dice: Dice,
  make: (feed: string, when: { readonly on: Trigger; readonly for: string }) => AuthoredFault,
): AuthoredFault {
  const feed = dice.one(FEEDS);
  return make(feed, { on: whileFeedStarts(dice, feed), for: dice.minutes(5, 120) });
}

const TRANSPORT = ['refused', 'half-open', 'cut', 'malformed-json', 'html', 'huge'] as const;
const HOSTS = [
  'pdu:pdu-a',
  'pdu:pdu-b',
  'pdu:pdu-c',
  'ups:ups-1',
  'ups:ups-2',
  'endpoint:prometheus',
  'service:login',
  'service:search',
  'equipment:cooling-1',
  'lb.away.example:9999',
] as const;

/** Faults of what is talked to. */
const OF_HOSTS: readonly [Maker, ...Maker[]] = [
  (dice) => ({ fault: dice.one(TRANSPORT), target: dice.one(HOSTS), ...atSomeTime(dice) }),
  (dice) => ({ fault: dice.one(TRANSPORT), target: dice.one(HOSTS), ...atSomeTime(dice) }),
  (dice) => ({
    fault: 'slow',
    target: dice.one(HOSTS),
    ...atSomeTime(dice),
    delay: dice.one(['500ms', '2s', '6s']),
  }),
  (dice) => ({
    fault: 'clock-off',
    target: dice.one(['pdu:pdu-a', 'ups:ups-2', 'endpoint:prometheus']),
    ...atSomeTime(dice),
    by: dice.one(['-5m', '5m']),
  }),
];

function atSomeTime(dice: Dice): { readonly at: string; readonly for: string } {
  return { at: `${dice.whole(1, 25)}m`, for: dice.minutes(2, 90) };
}

/** Faults of services, in their ramp or before it. */
const OF_SERVICES: readonly [Maker, ...Maker[]] = [
  (dice) => {
    const service = dice.one(SERVICES);
    const on: Trigger = { target: `service:${service}`, value: dice.one([10, 50, 100]) };
    return { fault: 'service-fails', target: service, on, for: dice.minutes(5, 60) };
  },
  (dice) => {
    const atShare = dice.one([10, 50]);
    return { fault: 'service-fails', target: dice.one(SERVICES), atShare, for: '2h' };
  },
  (dice) => {
    const service = dice.one(SERVICES);
    const on: Trigger = { target: `service:${service}`, value: 'ready', after: '10s' };
    return { fault: 'service-flaps', target: service, on, for: dice.minutes(5, 40), period: '2m' };
  },
  (dice) => ({
    fault: 'reconnect-storm',
    target: dice.one(['talk', 'shop']),
    factor: dice.one([5, 20]),
    decay: '2m',
  }),
];

/** Faults of one server, which its wave and its service bear. */
function ofServer(dice: Dice, server: string): AuthoredFault {
  const target = `server:${server}`;
  const until = { for: dice.minutes(2, 60) };
  return dice.one<AuthoredFault>([
    { fault: 'never-boots', target: server },
    { fault: 'bmc-wrong-serial', target: server },
    { fault: 'bmc-wrong-serial', target: server, ...until },
    { fault: 'bmc-hangs', target: server, ...until },
    { fault: 'restore-policy-wrong', target: server, ...until },
    { fault: dice.one(TRANSPORT), target, ...until },
    { fault: 'slow', target, ...until, delay: '2s' },
  ]);
}

/** The faults of a round: up to five, of which most hit feeds and one at most hits a server. */
export function drawFaults(seed: number): Draw {
  const dice = new Dice(seed);
  const count = dice.whole(2, 5);
  const faults: AuthoredFault[] = [];
  const mayBeDown: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const chance = dice.fraction();
    if (chance < 0.45) faults.push(dice.one(OF_FEEDS)(dice));
    else if (chance < 0.65) faults.push(dice.one(OF_HOSTS)(dice));
    else if (chance < 0.9) faults.push(dice.one(OF_SERVICES)(dice));
    else if (mayBeDown.length === 0) {
      const server = dice.of(SERVERS);
      faults.push(ofServer(dice, server));
      mayBeDown.push(server);
    }
  }
  // A round without any shows nothing.
  if (faults.length === 0) faults.push(dice.one(OF_FEEDS)(dice));
  return { seed, faults, mayBeDown };
}
