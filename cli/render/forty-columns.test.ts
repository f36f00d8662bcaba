import { madeUpAsk, madeUpNight, NOW } from './__fixtures__/made-up-view';
import { listLines } from './list';
import { progressLines } from './progress';
import { showLines } from './show';
import { plainStyle } from './style';
import { summaryLines } from './summary';
import { widthOf } from './text';
import { questionBlock } from './waiting';

const style = plainStyle(40, 'UTC');

/** Commands are copied as they are, and a word of them is never broken. */
function tooWide(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => widthOf(line) > 40);
}

test('show fits in forty columns, and what matters is still there', () => {
  const lines = showLines(madeUpNight(), {}, NOW, style);

  expect(tooWide(lines)).toEqual([]);
  const text = lines.join('\n');
  expect(text).toMatch(/! feed-a tripped 05:09:30/);
  expect(text).toContain('! service session-store has fallen');
  expect(text).toMatch(/! restore +8:00:00/);
  expect(text).toMatch(/▸ login +ramping 25% +late 8:00:00/);
  expect(text).toMatch(/feed-a +░*█*░* +120\/180/);
});

test('the live picture fits at every height, and alarms are there at any', () => {
  for (let height = 16; height <= 70; height += 1) {
    const frame = { view: madeUpNight(), events: ['05:09:00 started'], place: {}, now: NOW };

    const lines = progressLines(frame, height, style);

    expect(tooWide(lines)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(height);
    expect(lines.join('\n')).toContain('! feed-a tripped');
    expect(lines.join('\n')).toContain('session-store has fallen');
  }
});

test('a summary, a list and a question fit', () => {
  const row = {
    id: 'pangyo-20260301-bcdfgh',
    workflowId: 'drill/pangyo-20260301-bcdfgh',
    mode: 'drill',
    simulated: true,
    speed: 60,
    planDigest: 'sha256:00',
    runbook: 'pangyo',
    title: 'Bring a very large site back after it lost all of its power at once',
    sites: ['pangyo'],
    starter: 'han-jiwoo',
    status: 'running',
    startedAt: '2026-03-01T05:00:00.000Z',
    endedAt: null,
    lastSeq: 3,
    rewrites: 0,
  } as const;

  expect(
    tooWide(summaryLines(madeUpNight({ status: 'unsafe', left: ['x'] }), {}, NOW, style)),
  ).toEqual([]);
  expect(tooWide(listLines([row], style))).toEqual([]);
  expect(tooWide(questionBlock(madeUpAsk(), {}, NOW, style))).toEqual([]);
  expect(listLines([row], style)).toEqual([
    'pangyo-20260301-bcdfgh',
    '  running drill 2026-03-01 05:00:00',
    '  Bring a very large site back after it…',
  ]);
});
