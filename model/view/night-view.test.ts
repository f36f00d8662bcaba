import { viewRun } from '../../test/support/view-plan';
import type { EntryBody, LedgerEntry } from '../run/entry';
import type { Ask } from '../run/state';
import { buildView } from './build-view';
import type { RecoveryView, ViewProgress } from './recovery-view';

const AT = '2022-10-15T06:30:00.000Z';

const ask: Ask = {
  kind: 'power',
  attempt: 2,
  since: AT,
  shown: 'sha256:00',
  lines: ['DRILL', 'Power on feed-a is safe'],
  roles: ['commander'],
  open: [
    { part: 'reading', id: 'insulation', who: ['commander'], text: 'reading insulation in MOhm' },
    { part: 'sign-off', id: '', who: ['commander'], text: 'sign-off 1 of 2 by commander' },
  ],
};

const tripped: EntryBody = {
  type: 'tripped',
  feed: 'feed-a',
  node: 'restore/feed-a/w1',
  interlock: 'load',
  reason: '12 kW, and 10 kW are usable',
  needsReadings: true,
  waits: [{ feed: 'feed-b', what: ['ups ups-1'] }],
};

const heldByTrip = (node: string): EntryBody => ({
  type: 'node',
  node,
  status: 'held',
  attempt: 1,
  error: { code: 'FEED_TRIPPED', message: 'feed-a tripped: load: 12 kW' },
});

const node = (id: string, status: Extract<EntryBody, { type: 'node' }>['status']): EntryBody => ({
  type: 'node',
  node: id,
  status,
  attempt: 1,
});

/** The view after some entries, a second apart. */
function after(bodies: readonly EntryBody[], progress: readonly ViewProgress[] = []): RecoveryView {
  const { manifest, outline } = viewRun();
  const entries = bodies.map((body, i): LedgerEntry => ({
    seq: i + 1,
    at: new Date(Date.parse(AT) + i * 1000).toISOString(),
    body,
  }));
  const row = {
    id: 'tiny-20221015-abcdef',
    mode: 'drill',
    simulated: false,
    speed: 1,
    planDigest: 'sha256:00',
    starter: 'ann',
    startedAt: AT,
    endedAt: null,
  } as const;
  return buildView(row, manifest, outline, entries, progress);
}

const step = (view: RecoveryView, id: string) => view.steps.find((one) => one.id === id)!;
const part = (view: RecoveryView, id: string) =>
  view.steps.flatMap((one) => one.parts).find((one) => one.id === id)!;

describe('a feed that tripped', () => {
  it('says why, what it still needs, and what waits because of it', () => {
    const view = after([tripped, { type: 'asked', node: 'power-safe/feed-a', ask }]);

    expect(view.feeds[0]).toMatchObject({
      status: 'tripped',
      trip: {
        at: AT,
        interlock: 'load',
        reason: '12 kW, and 10 kW are usable',
        needs: ['reading insulation in MOhm', 'sign-off 1 of 2 by commander', 'cause'],
        waits: [{ feed: 'feed-b', what: ['ups ups-1'] }],
      },
    });
  });

  it('shows what stands on it as waiting for its sign-off, then for a cause', () => {
    const view = after([
      tripped,
      { type: 'asked', node: 'power-safe/feed-a', ask },
      heldByTrip('restore/feed-a/w1'),
    ]);

    expect(part(view, 'restore/feed-a/w1').waitingFor).toBe(
      'resume of feed-a: reading insulation in MOhm, sign-off 1 of 2 by commander, then cause, since 2022-10-15T06:30:02.000Z',
    );
  });

  it('waits for a cause alone once its gate is open again', () => {
    const view = after([
      tripped,
      node('power-safe/feed-a', 'done'),
      heldByTrip('restore/feed-a/w1'),
    ]);

    expect(view.feeds[0]?.trip?.needs).toEqual(['cause']);
    expect(part(view, 'restore/feed-a/w1').waitingFor).toBe(
      'resume of feed-a: cause, since 2022-10-15T06:30:02.000Z',
    );
  });

  it('is as any other feed once it is resumed', () => {
    const view = after([
      tripped,
      { type: 'feed-resumed', feed: 'feed-a', cause: 'joint was wet', by: 'bo' },
    ]);

    expect(view.feeds[0]).toMatchObject({ status: 'ok', trip: null });
  });
});

describe('a wave that shares something with a feed that tripped', () => {
  const waits: readonly EntryBody[] = [
    node('restore/feed-a/w2', 'running'),
    { type: 'waits', node: 'restore/feed-a/w2', feed: 'feed-b' },
  ];
  const told = (at: string, waiting?: string): readonly ViewProgress[] => [
    { node: 'restore/feed-a/w2', at, counts: waiting === undefined ? {} : { waiting } },
  ];

  it('waits for a later reading, and nobody is asked', () => {
    expect(part(after(waits), 'restore/feed-a/w2').waitingFor).toBe(
      'a later reading that is safe, after feed-b tripped at 2022-10-15T06:30:01.000Z',
    );
  });

  it('tells what its slice says that it waits for', () => {
    const progress = told(
      '2022-10-15T06:30:05.000Z',
      'a safe reading of feed-a after feed-b tripped',
    );

    expect(part(after(waits, progress), 'restore/feed-a/w2').waitingFor).toBe(
      'a safe reading of feed-a after feed-b tripped at 2022-10-15T06:30:01.000Z',
    );
  });

  it('waits no more once its slice says so', () => {
    const progress = told('2022-10-15T06:30:05.000Z');

    expect(part(after(waits, progress), 'restore/feed-a/w2').waitingFor).toBeNull();
  });
});

describe('waivers', () => {
  const waived = (until: string | null, people: readonly string[]): EntryBody => ({
    type: 'waived',
    node: 'power-safe/feed-a',
    feed: 'feed-a',
    interlock: 'load',
    until,
    by: people.map((person) => ({ person, role: 'commander' })),
  });

  it('are asked for by one person, and active with the second', () => {
    expect(after([waived(null, ['bo'])]).waivers).toMatchObject([{ status: 'asked', until: null }]);
    expect(after([waived(null, ['bo']), waived(AT, ['bo', 'cy'])]).waivers).toEqual([
      {
        node: 'power-safe/feed-a',
        feed: 'feed-a',
        interlock: 'load',
        status: 'active',
        until: AT,
        by: [
          { person: 'bo', role: 'commander' },
          { person: 'cy', role: 'commander' },
        ],
        forMs: null,
      },
    ]);
  });

  it('are gone when their time is over, and stay on what was done under them', () => {
    const view = after([
      waived(AT, ['bo', 'cy']),
      {
        type: 'node',
        node: 'restore/feed-a/w1',
        status: 'done',
        attempt: 1,
        waivers: ['load of feed-a until 06:30'],
      },
      { type: 'waiver-over', feed: 'feed-a', interlock: 'load' },
    ]);

    expect(view.waivers).toEqual([]);
    expect(part(view, 'restore/feed-a/w1').waivers).toEqual(['load of feed-a until 06:30']);
    expect(step(view, 'restore').waivers).toEqual(['load of feed-a until 06:30']);
  });
});

describe('an undo', () => {
  const added: EntryBody = {
    type: 'added',
    why: 'undo',
    nodes: [
      { id: 'undo-1/approval', title: 'Put back 2 changes?', kind: 'approval' },
      { id: 'undo-1/enable/login', title: 'Undo: Login', kind: 'action', of: 'enable/login' },
    ],
  };
  const question: Ask = { ...ask, kind: 'approval', lines: ['DRILL', 'Put back 2 changes?'] };

  it('stands behind the steps of the plan, and its question among those that wait', () => {
    const view = after([
      added,
      node('undo-1/approval', 'waiting'),
      { type: 'asked', node: 'undo-1/approval', ask: question },
    ]);

    expect(view.steps.at(-1)).toMatchObject({
      id: 'undo-1',
      title: 'Undo 1',
      aside: 'undo',
      status: 'waiting',
      parts: [{ id: 'undo-1/approval' }, { id: 'undo-1/enable/login', title: 'Undo: Login' }],
    });
    expect(view.waiting).toMatchObject([{ node: 'undo-1/approval', step: 'undo-1' }]);
  });

  it('takes back the share that a service had, and leaves the step put back', () => {
    const share = (value: number, undone?: number): EntryBody => ({
      type: 'phase',
      node: 'enable/login',
      attempt: 1,
      phase: undone === undefined ? `ramp-${String(value)}%` : 'undo-ramp-25%',
      share: value,
      ...(undone === undefined ? {} : { undone }),
    });
    const up: readonly EntryBody[] = [node('enable/login', 'running'), share(25)];

    expect(after(up).services[0]).toMatchObject({ status: 'ramping', share: 25 });
    expect(after([...up, node('enable/login', 'held'), added]).services[0]).toMatchObject({
      status: 'held',
      share: 25,
    });
    expect(
      part(after([...up, node('enable/login', 'held'), added]), 'enable/login').waitingFor,
    ).toBe('undo-1/enable/login, then retry or skip, since 2022-10-15T06:30:02.000Z');
    const undone = after([...up, added, share(0, 1), node('enable/login', 'undone')]);
    expect(undone.services[0]).toMatchObject({ status: 'down', share: 0 });
    expect(step(undone, 'enable').status).toBe('undone');
  });
});

describe('what fell, what was left and what was written down', () => {
  it('shows a service that has fallen until it is back', () => {
    const fallen: EntryBody = { type: 'service', service: 'login', health: 'fallen' };

    expect(after([fallen]).services[0]?.fallen).toBe(true);
    expect(
      after([fallen, { type: 'service', service: 'login', health: 'back' }]).services[0]?.fallen,
    ).toBe(false);
  });

  it('says what make-safe left, step by step', () => {
    const view = after([
      {
        type: 'added',
        why: 'make-safe',
        nodes: [
          { id: 'make-safe/quiet', title: 'No more traffic', kind: 'action' },
          { id: 'make-safe/tell', title: 'Tell', kind: 'action' },
        ],
      },
      node('make-safe/quiet', 'failed'),
      node('make-safe/tell', 'done'),
      { type: 'run', status: 'unsafe', left: ['No more traffic'] },
    ]);

    expect(view).toMatchObject({ status: 'unsafe', left: ['No more traffic'] });
    expect(step(view, 'make-safe')).toMatchObject({ status: 'failed', aside: 'make-safe' });
  });

  it('shows a service whose traffic make-safe took without it', () => {
    const ramped: EntryBody = {
      type: 'phase',
      node: 'enable/login',
      attempt: 1,
      phase: 'ramp-25%',
      share: 25,
    };
    const taken: EntryBody = {
      type: 'phase',
      node: 'make-safe/quiet/login',
      attempt: 1,
      phase: 'call',
      share: 0,
      service: 'login',
    };

    const view = after([node('enable/login', 'running'), ramped, taken]);

    expect(view.services[0]).toMatchObject({ status: 'down', share: 0 });
  });

  it('says of a call in doubt that a person must say whether it was done', () => {
    const view = after([
      {
        type: 'node',
        node: 'tell',
        status: 'held',
        attempt: 1,
        error: { code: 'OUTCOME_UNKNOWN', message: 'mail.send was sent' },
      },
    ]);

    expect(step(view, 'tell').waitingFor).toBe(`done or retry since ${AT}`);
  });

  it('names the recovery that was left open before it', () => {
    const view = after([
      {
        type: 'started',
        recovery: 'r',
        mode: 'live',
        simulated: false,
        speed: 1,
        planDigest: '',
        starter: 'ann',
        lostAt: AT,
        after: { recovery: 'tiny-1', reason: 'server was replaced' },
      },
    ]);

    expect(view.after).toEqual({ recovery: 'tiny-1', reason: 'server was replaced' });
  });
});
