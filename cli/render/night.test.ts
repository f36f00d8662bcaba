import type { AttemptRow } from '../../client/read-recoveries';
import type { EntryBody } from '../../model/run/entry';
import type { Move } from '../../model/view/next-move';
import type { WhatIf } from '../../model/view/what-if/effect';
import { madeUpNight, NOW } from './__fixtures__/made-up-view';
import { eventLine } from './events';
import { logLines } from './logs';
import { nextLines } from './next';
import { plainStyle } from './style';
import { leftLines, tripLines, waiverLines } from './trips';
import { whatIfLines } from './what-if';

const style = plainStyle(80, 'UTC');

function told(body: EntryBody): string | undefined {
  return eventLine({ seq: 1, at: '2026-03-01T05:00:00.000Z', body }, style);
}

test('a feed that tripped is shown with all that it needs, and what waits because of it', () => {
  expect(tripLines(madeUpNight(), {}, style)).toEqual([
    '  ! feed-a tripped 05:09:30: load: 212.5 kW, and 200 kW are usable',
    '    needs reading insulation in MOhm; sign-off 1 of 2 by facility-engineer;',
    '      cause',
    '    feed-b waits for later readings: it shares ups ups-1, zone cold-2',
    '    blackstart resume --as PERSON --feed feed-a --cause TEXT',
  ]);
});

test('a waiver is shown with who signed it and until when', () => {
  expect(waiverLines(madeUpNight(), style)).toEqual([
    '  ^ inlet of feed-b does not count until 06:00:00: waived by han-jiwoo, oh-jihye',
  ]);
});

test('what make-safe left is shown', () => {
  expect(leftLines(madeUpNight({ left: ['No more traffic: login'] }), style)).toEqual([
    '  ! No more traffic: login',
  ]);
});

test.each<[EntryBody, string]>([
  [
    {
      type: 'tripped',
      feed: 'feed-a',
      node: 'restore/feed-a/w2',
      interlock: 'load',
      reason: '12 kW, 10 kW are usable',
      needsReadings: true,
      waits: [{ feed: 'feed-b', what: ['ups ups-1'] }],
    },
    '05:00:00 ! feed-a tripped (load): 12 kW, 10 kW are usable; feed-b waits for later readings',
  ],
  [
    { type: 'feed-resumed', feed: 'feed-a', cause: 'joint was wet', by: 'han' },
    '05:00:00 ▸ feed-a resumed by han; cause: joint was wet',
  ],
  [
    { type: 'waits', node: 'restore/feed-b/w1', feed: 'feed-a' },
    '05:00:00 ~ restore/feed-b/w1 waits for a safe reading, since feed-a tripped',
  ],
  [
    {
      type: 'waived',
      node: 'power-safe/feed-a',
      feed: 'feed-a',
      interlock: 'inlet',
      until: null,
      by: [{ person: 'han', role: 'facility-engineer' }],
    },
    '05:00:00 ^ waiver of inlet of feed-a asked for by han (facility-engineer); a second person must sign',
  ],
  [
    { type: 'waiver-over', feed: 'feed-a', interlock: 'inlet' },
    '05:00:00 ^ inlet of feed-a counts again: its waiver is over',
  ],
  [
    { type: 'service', service: 'login', health: 'fallen' },
    '05:00:00 ! service login has fallen; ramps that need it wait',
  ],
  [{ type: 'service', service: 'login', health: 'back' }, '05:00:00 ✓ service login is back'],
  [
    {
      type: 'added',
      why: 'undo',
      nodes: [{ id: 'undo-1/approval', title: 'Put back 3 changes?', kind: 'approval' }],
    },
    '05:00:00 ↶ undo-1 begins: 1 step, first Put back 3 changes?',
  ],
  [
    { type: 'run', status: 'unsafe', left: ['No more traffic: login'] },
    '05:00:00 recovery unsafe; left: No more traffic: login',
  ],
  [
    {
      type: 'phase',
      node: 'enable/login',
      attempt: 1,
      phase: 'undo-ramp-25%',
      share: 10,
      undone: 3,
    },
    '05:00:00 ↶ enable/login has 10% of its traffic',
  ],
  [
    {
      type: 'node',
      node: 'restore/feed-a/w1',
      status: 'done',
      attempt: 1,
      waivers: ['inlet of feed-a until 06:00'],
    },
    '05:00:00 ✓ restore/feed-a/w1 done (waived: inlet of feed-a until 06:00)',
  ],
])('%j is one line', (body, line) => {
  expect(told(body)).toBe(line);
});

test('a change that can be put back says nothing of its own', () => {
  expect(
    told({ type: 'changed', serial: 1, node: 'a', phase: 'b', with: {}, before: 1 }),
  ).toBeUndefined();
});

const found: WhatIf = {
  recovery: 'r-1',
  act: 'undo',
  step: null,
  summary: '2 changes would be put back, the latest first.',
  refused: 'enable/login is at work',
  effects: [
    { does: 'ask', node: 'start', target: 'start', effect: '1 signature by commander' },
    {
      does: 'put-back',
      node: 'enable/login',
      target: 'service login',
      effect: '25% of its traffic → 0%',
    },
    {
      does: 'put-back',
      node: 'restore/feed-a/w1',
      target: '2 servers: a01, a02',
      effect: 'on → off',
    },
  ],
};

test('an effect is shown target by target, and that nothing was sent', () => {
  expect(whatIfLines(found, style)).toEqual([
    'what if undo: 2 changes would be put back, the latest first.',
    'As it stands it would be refused: enable/login is at work',
    '',
    'ASKED FIRST',
    '  start: 1 signature by commander',
    '',
    'PUT BACK, in this order',
    '  service login: 25% of its traffic → 0% (enable/login)',
    '  2 servers: a01, a02: on → off (restore/feed-a/w1)',
    '',
    'Nothing was sent.',
  ]);
});

const move: Move = {
  act: 'retry',
  node: 'restore/feed-a/w2',
  feed: null,
  what: 'restore/feed-a/w2 is held: WAVE_OVER_TOLERANCE 14 of 60 servers failed',
  since: '2026-03-01T05:08:00.000Z',
  part: null,
  error: { code: 'WAVE_OVER_TOLERANCE', message: '', fix: 'Look at the rack, then retry.' },
  behind: { nodes: 7, services: [{ id: 'login', tier: 1, weight: 10 }], score: 10 },
  who: [
    {
      person: 'han-jiwoo',
      name: 'Han Ji-woo',
      role: 'incident-commander',
      contact: 'phone +82-2-555-0101',
    },
  ],
};

test('the next thing names whom to call and the exact command', () => {
  expect(nextLines([move, move], madeUpNight(), {}, NOW, style)).toEqual([
    '? restore/feed-a/w2 is held: WAVE_OVER_TOLERANCE 14 of 60 servers failed',
    '  since 05:08:00 (2:00); behind it: 7 steps, 1 service: login (tier 1)',
    '  fix: Look at the rack, then retry.',
    '  call Han Ji-woo (incident-commander): phone +82-2-555-0101',
    '    blackstart retry restore/feed-a/w2 --as han-jiwoo \\',
    '      --role incident-commander --reason TEXT',
    '  1 thing blocks less: blackstart inbox',
  ]);
});

const row: AttemptRow = {
  recovery: 'r-1',
  node: 'enable/login',
  attempt: 2,
  phase: 'health',
  item: null,
  at: '2026-03-01T05:00:00.000Z',
  endedAt: '2026-03-01T05:00:01.500Z',
  uses: 'http.check',
  request: '{"url":"http://login.example/health"}',
  answer: 'HTTP 503 {"ready":false}',
  error: 'CONDITION_NOT_MET: result.status == 200',
  sampledAt: '2026-03-01T04:59:55.500Z',
};

test('an attempt is shown with what was sent, what came back, and how old the reading was', () => {
  expect(logLines([row], style)).toEqual([
    '✗ 05:00:00 enable/login attempt 2, health (2 s)',
    '    sent http.check {"url":"http://login.example/health"}',
    '    got HTTP 503 {"ready":false}',
    '    read at 04:59:55, 6 s old',
    '    error CONDITION_NOT_MET: result.status == 200',
  ]);
});

test('answers that are long or foreign stay within the width, and cannot act on the terminal', () => {
  const lines = logLines([{ ...row, answer: `\u001b[2J${'x'.repeat(5000)}` }], style);

  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.join('')).not.toContain('\u001b');
  expect(lines.join(' ')).toContain('more characters');
});
