import fc from 'fast-check';
import { madeUpAsk, madeUpView, NOW } from './__fixtures__/made-up-view';
import { listLines } from './list';
import { planLines } from './plan';
import { progressLines } from './progress';
import { showLines } from './show';
import { plainStyle } from './style';
import { summaryLines } from './summary';
import { tinyNodes, tinyPlan } from '../../test/support/tiny-plan';
import { widthOf } from './text';
import { questionBlock } from './waiting';

const style = plainStyle(80, 'UTC');

function expectToFit(lines: readonly string[]): void {
  expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
}

test('the live picture fits at every height, and what is held or waits is there at any', () => {
  const view = madeUpView();
  const events = Array.from(
    { length: 20 },
    (_, i) => `05:09:${String(i)} something ${'long '.repeat(30)}`,
  );
  for (let height = 12; height <= 60; height += 1) {
    const lines = progressLines({ view, events, place: {}, now: NOW }, height, style);

    expectToFit(lines);
    expect(lines.length).toBeLessThanOrEqual(height);
    expect(lines.join('\n')).toContain('power-safe/feed-b: lock l-01 held by han-jiwoo');
    expect(lines.join('\n')).toContain('restore/feed-a/w2 held');
  }
});

test('with room enough the live picture shows every part', () => {
  const frame = { view: madeUpView(), events: ['05:09:00 started'], place: {}, now: NOW };

  const text = progressLines(frame, 60, style).join('\n');

  expect(text).toContain('DRILL Bring a site back after total power loss');
  expect(text).toContain('running · 10:00 · simulated 10:00:00 (x60)');
  expect(text).toMatch(/feed-a +█{13}░{7} +120\/180 +✓▸ +2 failed, 1 slow/);
  expect(text).toMatch(/tier 1 +✓ talk-text +▸ login 25%/);
  expect(text).toContain('blackstart lock power-safe/feed-b --as han-jiwoo --lock l-01 --release');
  expect(text).toContain('blackstart retry restore/feed-a/w2 --as PERSON --reason TEXT');
});

test('show fits, and says of every service whether its objective was met', () => {
  const lines = showLines(madeUpView(), {}, NOW, style);

  expectToFit(lines);
  expect(lines.join('\n')).toMatch(/✓ Text messaging +1 +enabled +9:00:00 +10:00:00 +met/);
  expect(lines.join('\n')).toMatch(/▸ login +1 +ramping 25% +2:00:00 +missed by 8:00:00/);
  expect(lines.join('\n')).toMatch(/image-registry +3 +down/);
});

test('the summary fits and counts services', () => {
  const view = madeUpView({ status: 'done', endedAt: '2026-03-01T05:10:00.000Z', waiting: [] });

  const lines = summaryLines(view, {}, NOW, style);

  expectToFit(lines);
  expect(lines.join('\n')).toContain('1 of 5 services enabled; objective met by 1, missed by 0.');
});

test('a question fits, and names the command for everything that is missing', () => {
  const place = { recovery: 'pangyo-20260301-bcdfgh', state: '/var/lib/black start' };

  const lines = questionBlock(madeUpAsk(), place, NOW, style);

  expectToFit(lines);
  const text = lines.join('\n').replace(/ \\\n\s+/g, ' ');
  expect(text).toContain(
    "blackstart reading power-safe/feed-b --as PERSON --id insulation --value VALUE --recovery pangyo-20260301-bcdfgh --state '/var/lib/black start'",
  );
  expect(text).toContain('blackstart sign-off power-safe/feed-b --as PERSON');
  expect(text).toContain('open since 05:08:00 (2:00), held at 17:00:00');
});

test('a list fits', () => {
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

  const lines = listLines([row], style);

  expectToFit(lines);
  expect(lines[1]).toContain('2026-03-01 05:00:00  pangyo-20260301-bcdfgh');
});

test('a plan fits, whatever its steps are called', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 12 }), (title, needs) => {
      const step = {
        id: 'a-step-with-a-long-name',
        kind: 'action',
        title,
        nodes: [0],
        nodeIds: ['a'],
      } as const;
      const service = {
        id: 'login',
        title,
        tier: 1,
        weight: 1,
        rtoMs: 60_000,
        needs: needs.map((_, i) => `service-${String(i)}`),
        servers: 3,
      };
      const lines = planLines(
        {
          digest: `sha256:${'a'.repeat(64)}`,
          manifest: {
            ...tinyPlan(tinyNodes([{ id: 'a' }])).manifest,
            title,
            inputs: { note: title },
            procedureDigest: `sha256:${'b'.repeat(64)}`,
          },
          outline: { steps: [step], services: [service], feeds: [] },
        },
        style,
      );

      expectToFit(lines);
    }),
  );
});
