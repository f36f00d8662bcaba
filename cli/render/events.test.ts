import type { EntryBody } from '../../model/run/entry';
import { madeUpAsk } from './__fixtures__/made-up-view';
import { eventLine } from './events';
import { plainStyle } from './style';

function told(body: EntryBody): string | undefined {
  return eventLine({ seq: 1, at: '2026-03-01T05:00:00.000Z', body }, plainStyle(80, 'UTC'));
}

test('a failed step is told with its code', () => {
  const error = { code: 'TARGET_FAILED', message: 'pdu-a answered 500' };

  expect(told({ type: 'node', node: 'energise/a', status: 'held', attempt: 3, error })).toBe(
    '05:00:00 ! energise/a held: TARGET_FAILED pdu-a answered 500',
  );
});

test('a question is told once, with everything that it waits for', () => {
  const { open, lines, roles, attempt, since, shown, kind } = madeUpAsk();
  const ask = { kind, attempt, since, shown, lines, roles, open };

  expect(told({ type: 'asked', node: 'power-safe/feed-b', ask })).toContain(
    'power-safe/feed-b waits for lock l-01 held by han-jiwoo; reading insulation in MOhm; sign-off 1',
  );
  expect(
    told({ type: 'node', node: 'power-safe/feed-b', status: 'waiting', attempt: 1 }),
  ).toBeUndefined();
});

const statement = {
  v: 1,
  alg: 'Ed25519',
  keyId: 'simulated',
  recovery: 'r',
  planDigest: '',
  step: 'start-servers',
  attempt: 1,
  act: 'approve',
  answer: null,
  shown: '',
  reason: 'Hall is safe',
  person: 'seo-minjae',
  role: 'incident-commander',
  at: '2026-03-01T05:00:00.000Z',
  nonce: '',
} as const;

test('a reading is told with its value, so that one that is not enough is seen', () => {
  const reading = {
    ...statement,
    act: 'reading',
    step: 'power-safe/feed-a',
    answer: { id: 'insulation', value: 10 },
    reason: '',
  } as const;

  expect(
    told({ type: 'said', signed: { statement: reading, signature: '' }, simulated: false }),
  ).toBe('05:00:00 " seo-minjae (incident-commander): reading power-safe/feed-a insulation = 10');
});

test('what somebody said is told with role and reason, and that they were simulated', () => {
  expect(told({ type: 'said', signed: { statement, signature: '' }, simulated: true })).toBe(
    '05:00:00 " seo-minjae (incident-commander, simulated): approve start-servers: Hall is safe',
  );
});

test('a share of traffic is told, other phases are not', () => {
  expect(told({ type: 'phase', node: 'enable/login', attempt: 1, phase: 'r2', share: 25 })).toBe(
    '05:00:00 ▸ enable/login has 25% of its traffic',
  );
  expect(told({ type: 'phase', node: 'enable/login', attempt: 1, phase: 'data' })).toBeUndefined();
});
