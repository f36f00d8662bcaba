import { became, nightAfter, nightPlan, NIGHT_SO_FAR } from '../../../test/support/made-up-night';
import type { EntryBody } from '../../run/entry';
import type { WhatIf, WhatIfAsked } from './effect';
import { whatIf } from './what-if';

function foreseen(bodies: readonly EntryBody[], asked: Partial<WhatIfAsked>): WhatIf {
  const { view, facts } = nightAfter(bodies);
  return whatIf({ act: 'stop', step: '', ...asked }, view, facts, nightPlan());
}

/** Effects as lines: `does target: effect`. */
const told = (found: WhatIf) =>
  found.effects.map(({ does, target, effect }) => `${does} ${target}: ${effect}`);

const stopped: EntryBody = { type: 'run', status: 'stopped' };

test('a stop names each call under way, and what keeps its traffic', () => {
  const found = foreseen(NIGHT_SO_FAR, { act: 'stop' });

  expect(told(found)).toEqual([
    'cancel service login: haproxy.weight weight 100: it may have been taken already, and is sent again on `resume`',
    'leave service login: keeps 25% of its traffic',
  ]);
  expect(found.refused).toBeNull();
});

test('a stop of a call that is made once says that its outcome will be unknown', () => {
  const found = foreseen([became('tell', 'running')], { act: 'stop' });

  expect(told(found)).toEqual([
    'cancel channel ops: mail.send: its outcome will be unknown, and the step is held for a person to say',
  ]);
});

test('an abort names every call of make-safe with target and value, and what is left', () => {
  const found = foreseen(NIGHT_SO_FAR, { act: 'abort' });

  expect(told(found).filter((line) => line.startsWith('call'))).toEqual([
    'call service login: haproxy.weight weight 0',
    'call service map: haproxy.weight weight 0',
  ]);
  // Its traffic is taken by make-safe, so that it is not among what keeps it.
  expect(told(found).join()).not.toContain('leave service login');
});

test('an abort leaves what has all of its traffic alone', () => {
  const found = foreseen([...NIGHT_SO_FAR, became('enable/login', 'done')], { act: 'abort' });

  expect(told(found)).toEqual([
    'call service map: haproxy.weight weight 0',
    'leave service login: keeps 100% of its traffic',
  ]);
});

test('an undo of the run goes back the latest first, and asks as the steps did', () => {
  const found = foreseen([...NIGHT_SO_FAR, stopped], { act: 'undo' });

  expect(found.summary).toBe('2 changes would be put back, the latest first, once it is approved.');
  expect(told(found)).toEqual([
    'ask start: 2 signatures by commander, manager; each in another role; not the starter',
    'put-back service login: 25% of its traffic → 0%',
    'put-back 2 servers: a01, a02: on → off, by their operating system',
  ]);
});

test('an undo asks by an approval that stood before a group too', () => {
  const { view, facts } = nightAfter([...NIGHT_SO_FAR, stopped]);
  const plan = nightPlan();
  const [start] = plan.nodes;
  const nodes = [
    ...plan.nodes.map(({ guards, ...node }) =>
      guards === undefined ? node : { ...node, needs: [7] },
    ),
    { ...start!, index: 7, id: 'group', needs: [0], work: { type: 'join' as const } },
  ];

  const found = whatIf({ act: 'undo', step: '' }, view, facts, { ...plan, nodes });

  expect(told(found)[0]).toMatch(/^ask start: 2 signatures/);
});

test('an undo of a wave leaves on what serves there', () => {
  const found = foreseen([...NIGHT_SO_FAR, stopped], { act: 'undo', step: 'restore/feed-a/w1' });

  expect(told(found).slice(1)).toEqual([
    'put-back 1 server: a01: on → off, by their operating system',
    'cannot 1 server: a02: stays on: login has traffic there, unless that is taken back first',
  ]);
});

test('an undo of a wave powers off what an order has left for, and leaves on what only may have been started', () => {
  const marked = NIGHT_SO_FAR.map((body): EntryBody =>
    body.type === 'changed' && body.serial === 1 ? { ...body, before: { marks: '?F!f' } } : body,
  );

  const found = foreseen([...marked, stopped], { act: 'undo' });

  expect(told(found).slice(2)).toEqual([
    'put-back 2 servers: a02, a03: on → off, by their operating system',
    'leave 1 server: a01: left as it is: the worker that may have started it was lost',
  ]);
});

test('an undo of a step that others stand on, or that changed nothing, would be refused', () => {
  const under = foreseen([...NIGHT_SO_FAR, stopped], { act: 'undo', step: 'restore' });
  const nothing = foreseen([...NIGHT_SO_FAR, stopped], { act: 'undo', step: 'tell' });
  const busy = foreseen(NIGHT_SO_FAR, { act: 'undo' });

  expect(under.refused).toBe('enable/login stands on it: undo those first, or the whole run');
  expect(nothing.refused).toBe("nothing is recorded that 'tell' changed");
  expect(busy.refused).toBe('enable/login is at work: `blackstart stop` first');
});

test('an undo is refused over what is at work on top, and over parts of the step, changed or not', () => {
  const first = NIGHT_SO_FAR.slice(0, 5);
  const onTop = foreseen([...first, became('enable/login', 'running')], {
    act: 'undo',
    step: 'restore',
  });
  const part = foreseen(
    [...NIGHT_SO_FAR, became('enable/login', 'done'), became('enable/map', 'running')],
    { act: 'undo', step: 'enable' },
  );

  expect(onTop.refused).toBe('enable/login stands on it: undo those first, or the whole run');
  expect(part.refused).toBe('enable/map is at work: `blackstart stop` first');
});

test('an undo is not refused over what stands on it and was undone', () => {
  const found = foreseen([...NIGHT_SO_FAR, became('enable/login', 'undone'), stopped], {
    act: 'undo',
    step: 'restore',
  });

  expect(found.refused).toBeNull();
});

test('an undo says what was done and cannot be taken back', () => {
  const found = foreseen([...NIGHT_SO_FAR, became('tell', 'done'), stopped], { act: 'undo' });

  expect(told(found).at(-1)).toBe(
    'cannot channel ops: mail.send was done, and cannot be taken back',
  );
});

test('what was put back is not put back again', () => {
  const undone: EntryBody = {
    type: 'phase',
    node: 'enable/login',
    attempt: 1,
    phase: 'undo-ramp-25%',
    share: 0,
    undone: 2,
  };

  const found = foreseen([...NIGHT_SO_FAR, stopped, undone], { act: 'undo' });

  expect(told(found).join()).not.toContain('service login: 25%');
});

test('a retry says where it begins, and what starts after it', () => {
  const held = [...NIGHT_SO_FAR, became('enable/login', 'held', 'TARGET_FAILED')];

  expect(told(foreseen(held, { act: 'retry', step: 'enable' }))).toEqual([
    'start service login: attempt 2 begins at ramp-100%: haproxy.weight weight 100',
    'start enable/map: starts if that ends well',
  ]);
});

test('a skip leaves the step as it is, and starts what needs it', () => {
  const held = [...NIGHT_SO_FAR, became('enable/login', 'held', 'TARGET_FAILED')];

  expect(told(foreseen(held, { act: 'skip', step: 'enable/login' }))).toEqual([
    'leave service login: is not done; what it changed so far stays',
    'start enable/map: starts without it',
  ]);
});

test('a pause lets go on what runs, and names what would have been next', () => {
  expect(told(foreseen(NIGHT_SO_FAR, { act: 'pause' }))).toEqual([
    'go-on enable/login: goes on to the end of its phase',
    'hold tell: would be next, and is not started',
  ]);
});

test('a resume of a feed names what it takes up, and what is missing before', () => {
  const tripped: readonly EntryBody[] = [
    ...NIGHT_SO_FAR,
    {
      type: 'tripped',
      feed: 'feed-a',
      node: 'restore/feed-a/w1',
      interlock: 'load',
      reason: 'over',
      needsReadings: false,
      waits: [],
    },
    became('restore/feed-a/w1', 'held', 'FEED_TRIPPED'),
  ];

  const found = foreseen(tripped, { act: 'resume', feed: 'feed-a' });

  expect(found.refused).toBeNull();
  expect(told(found)).toEqual([
    'start restore/feed-a/w1: every server is read, and those that are off are started',
  ]);
  expect(foreseen(NIGHT_SO_FAR, { act: 'resume', feed: 'feed-a' }).refused).toBe(
    "feed 'feed-a' has not tripped",
  );
});

test('of a recovery that is being made safe nothing would happen', () => {
  const found = foreseen([{ type: 'run', status: 'aborting' }], { act: 'undo' });

  expect(found).toMatchObject({
    refused: 'it is being made safe, and nothing else goes on',
    effects: [],
  });
});
