import { openPowerGate, viewRun } from '../../test/support/view-plan';
import { tinyPolicy } from '../../test/support/tiny-plan';
import { noFacts, takeEntries } from '../../model/view/node-facts';
import type { DrillAnswer, QuestionAnswer } from '../../model/schema/drill-people';
import { Occasions } from './occasions';
import { plannedAnswers } from './planned-answers';
import { readingOf, type PlannedAnswer, type SaidBefore, type Standing } from './rehearsal';

const GATE = 'power-safe/feed-a';
const LOST = Date.UTC(2022, 9, 15, 6, 27);

const entry = (
  over: Partial<QuestionAnswer> & Pick<QuestionAnswer, 'person' | 'act'>,
): DrillAnswer => ({
  step: 'power-safe',
  after: '1m',
  ...over,
});

const PEOPLE: readonly DrillAnswer[] = [
  entry({ person: 'bo', act: 'lock', after: '2m' }),
  entry({ person: 'cy', act: 'reading', value: 40 }),
  entry({ person: 'bo', act: 'sign-off', after: '5m' }),
  entry({ person: 'cy', act: 'sign-off', after: '3m', reason: 'all read' }),
];

function planned(
  run: ReturnType<typeof viewRun>,
  people: readonly DrillAnswer[],
  over: Partial<Standing> = {},
  speed = 1,
): readonly PlannedAnswer[] {
  const facts = noFacts();
  takeEntries(facts, run.driver.entries);
  const occasions = new Occasions(run.outline);
  occasions.take(run.driver.entries);
  return plannedAnswers(
    {
      recovery: 'tiny-20221015-abcdef',
      people,
      policy: tinyPolicy(),
      outline: run.outline,
      gates: new Map([['feed-a', GATE]]),
      speed,
    },
    { facts, occasions: occasions.all, said: [], refused: new Set(), stale: new Set(), ...over },
  );
}

const said = (act: SaidBefore['act'], person: string, id = ''): SaidBefore => ({
  node: GATE,
  attempt: 1,
  act,
  person,
  id,
  nonce: '',
});

describe('what simulated people are going to say', () => {
  it('is locks and readings of a power gate first, each by whom the drill file names', () => {
    const answers = planned(viewRun(), PEOPLE);

    expect(answers.map(({ person, role, act, answer }) => [person, role, act, answer])).toEqual([
      ['cy', 'manager', 'reading', { id: 'insulation', value: 40 }],
      ['bo', 'commander', 'lock', { lock: 'lock-1', state: 'released' }],
    ]);
  });

  it('is due so long after the question came up as the drill file says, divided by speed', () => {
    const [atOnce] = planned(viewRun(), PEOPLE);
    const [fast] = planned(viewRun(10), PEOPLE, {}, 10);

    expect(atOnce?.dueAt).toBe(LOST + 60_000);
    expect(fast?.dueAt).toBe(LOST + 6000);
  });

  it('is the sign-off when nothing else is open, whoever comes first', () => {
    const run = viewRun();
    run.driver.say('bo', 'commander', 'lock', GATE, {
      answer: { lock: 'lock-1', state: 'released' },
    });
    run.driver.say('cy', 'manager', 'reading', GATE, { answer: { id: 'insulation', value: 40 } });

    const answers = planned(run, PEOPLE);

    expect(answers.map(({ person, act, dueAt }) => [person, act, dueAt - LOST])).toEqual([
      ['cy', 'sign-off', 180_000],
      ['bo', 'sign-off', 300_000],
    ]);
    expect(answers[0]?.reason).toBe('all read');
  });

  it('is not said twice in one asking', () => {
    const answers = planned(viewRun(), PEOPLE, { said: [said('reading', 'cy', 'insulation')] });

    expect(answers.map(({ act }) => act)).toEqual(['lock']);
  });

  it('is said again when the question is asked again', () => {
    const run = viewRun();
    run.driver.say('cy', 'manager', 'deny', GATE);
    run.driver.say('ann', 'engineer', 'retry', GATE);

    const answers = planned(run, PEOPLE, { said: [said('reading', 'cy', 'insulation')] });

    expect(answers.map(({ act, attempt }) => [act, attempt])).toEqual([
      ['reading', 2],
      ['lock', 2],
    ]);
  });

  it('reads again what has grown too old, before it signs', () => {
    const run = viewRun();
    run.driver.say('bo', 'commander', 'lock', GATE, {
      answer: { lock: 'lock-1', state: 'released' },
    });
    run.driver.say('cy', 'manager', 'reading', GATE, { answer: { id: 'insulation', value: 40 } });
    const before = [said('reading', 'cy', 'insulation')];

    const answers = planned(run, PEOPLE, {
      said: before,
      stale: new Set([readingOf(GATE, 1, 'insulation')]),
    });

    expect(answers.map(({ act, part }) => [act, part])).toEqual([['reading', 'insulation']]);
  });

  it('leaves out what was refused for good, and takes the next who fits', () => {
    const people = [
      entry({ person: 'di', role: 'manager', act: 'reading', value: 1 }),
      entry({ person: 'cy', act: 'reading', value: 40 }),
    ];
    const run = viewRun();

    const [first] = planned(run, people);
    const [second] = planned(run, people, { refused: new Set([first?.nonce ?? '']) });

    expect(first?.person).toBe('di');
    expect(second?.person).toBe('cy');
  });

  it('is nothing by those who are not asked, on another feed, or in a role they do not hold', () => {
    const people = [
      entry({ person: 'ann', act: 'reading', value: 40 }),
      entry({ person: 'cy', act: 'reading', value: 40, feed: 'feed-b' }),
      entry({ person: 'cy', act: 'reading', value: 40, role: 'commander' }),
      entry({ person: 'cy', act: 'lock' }),
      entry({ person: 'cy', act: 'reading', value: 40, reading: 'phase-rotation' }),
      entry({ person: 'nobody', act: 'reading', value: 40 }),
    ];

    expect(planned(viewRun(), people)).toEqual([]);
  });

  it('steers what is held, counted from when it was held', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    run.driver.wait(30_000);
    const error = { code: 'TARGET_REFUSED', message: 'no' };
    run.driver.answer('restore/feed-a/w1', { ok: false, end: 'failed', retry: false, error });

    const people = [entry({ person: 'bo', act: 'retry', step: 'restore', after: '90s' })];
    const answers = planned(run, people);

    expect(answers).toMatchObject([
      {
        node: 'restore/feed-a/w1',
        act: 'retry',
        attempt: 1,
        person: 'bo',
        role: 'commander',
        dueAt: LOST + 120_000,
      },
    ]);
  });
});
