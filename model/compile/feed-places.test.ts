import {
  ENABLE,
  ENERGISE,
  INVENTORY,
  inInventory,
  planOfTexts,
  POWER,
  RESTORE,
  runbookOf,
  stepsOf,
  type LaidOut,
  type ScenarioTexts,
} from '../../test/support/scenario-texts';
import type { FeedPlace } from '../plan/plan';

const placesOf = (plan: LaidOut): Readonly<Record<string, FeedPlace>> =>
  plan.plan.parts.manifest.feeds ?? {};
const whatOf = (texts: ScenarioTexts, feed: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(placesOf(planOfTexts(texts))[feed]!.shares.map((one) => [one.feed, one.what]));
const named = (plan: LaidOut, indices: readonly number[]): readonly string[] =>
  indices.map((index) => plan.nodes[index]!.id);
const two = (from: string, to: string, ...more: readonly (readonly [string, string])[]) => ({
  inventory: more.reduce(
    (text, [a, b]) => {
      if (!text.includes(a)) throw new Error(a);
      return text.replace(a, b);
    },
    inInventory(from, to).inventory ?? '',
  ),
});
/** No rack on both feeds. */
const APART = ['feeds: { feed-a: s2, feed-b: s1 }', 'feeds: { feed-a: s2 }'] as const;

describe('the place of a feed', () => {
  it('names its gate, its sections in order, and its waves, also those of racks on two feeds', () => {
    const plan = planOfTexts({});

    const place = placesOf(plan)['feed-a']!;

    expect(plan.nodes[place.gate!]!.id).toBe('power/feed-a');
    expect(named(plan, place.sections)).toEqual(['energise/feed-a/s1', 'energise/feed-a/s2']);
    expect(named(plan, place.waves)).toEqual(['restore/feed-a/w1', 'restore/feed-a+feed-b/w1']);
    expect(named(plan, placesOf(plan)['feed-b']!.waves)).toContain('restore/feed-a+feed-b/w1');
  });

  it('is told only of feeds that the runbook puts to use, and they share only with each other', () => {
    const only = (step: string) => step.replace('site: here', 'site: here, only: [feed-a]');
    const plan = planOfTexts({
      runbook: runbookOf(
        stepsOf(
          only(POWER),
          only(ENERGISE),
          `- { id: restore, kind: restore, select: "server.rack == 'ra'" }`,
        ),
      ),
    });

    expect(Object.keys(placesOf(plan))).toEqual(['feed-a']);
    expect(placesOf(plan)['feed-a']!.shares).toEqual([]);
  });

  it('is told of none where the runbook touches no power', () => {
    const plan = planOfTexts({
      runbook: runbookOf(
        '- { id: tell, kind: notify, channels: [log], message: Hello }',
        'power: { not-affected: it only tells somebody }',
      ),
    });

    expect(plan.plan.parts.manifest.feeds).toBeUndefined();
  });
});

describe('two feeds share', () => {
  it('a rack with two cords, and with it nothing that only utility stands behind', () => {
    expect(whatOf({}, 'feed-a')).toEqual({ 'feed-b': ['rack rab'] });
    expect(whatOf({}, 'feed-b')).toEqual({ 'feed-a': ['rack rab'] });
  });

  it('nothing where they meet in utility alone', () => {
    expect(whatOf(two(...APART), 'feed-a')).toEqual({});
  });

  it.each<[string, readonly [string, string], string]>([
    ['a UPS', ['kind: pdu, from: ups-b', 'kind: pdu, from: ups-a'], 'ups ups-a'],
    [
      'a source that is run by generator',
      [
        'kind: source, site: here, ratingKw: 1000 }',
        'kind: source, site: here, ratingKw: 1000, state: generator }',
      ],
      'source grid',
    ],
    ['a generator', ['id: grid, kind: source', 'id: grid, kind: generator'], 'generator grid'],
    [
      'cooling equipment',
      ['site: here, feeds: [feed-a], kw', 'site: here, feeds: [feed-a, feed-b], kw'],
      'cooling cooling-a',
    ],
  ])('%s', (_, [from, to], what) => {
    expect(whatOf(two(...APART, [from, to]), 'feed-a')).toEqual({ 'feed-b': [what] });
  });

  it('a cooling zone in which each has a rack', () => {
    const zoned = two(
      ...APART,
      ['{ id: ra, feeds', '{ id: ra, zone: cold-1, feeds'],
      ['{ id: rb, feeds', '{ id: rb, zone: cold-1, feeds'],
    );

    expect(whatOf(zoned, 'feed-b')).toEqual({ 'feed-a': ['zone cold-1'] });
  });

  it('many racks: the first three are named, the others counted', () => {
    const many = inInventory('{ id: rab, feeds', '{ id: "rab[1-6]", feeds');

    const texts = {
      inventory: many
        .inventory!.replace('"rack": "rab"', '')
        .replace('rack: "rab"', 'rack: "rab1"'),
    };

    expect(whatOf(texts, 'feed-a')).toEqual({
      'feed-b': ['rack rab1', 'rack rab2', 'rack rab3', '3 more racks'],
    });
  });
});

describe('what a run needs to know of a bad night', () => {
  const interlock = (more = ''): string =>
    `${POWER}\n  interlock: [{ id: load, uses: redfish.outlets, with: { pdu: "\${{ feed.pdu }}" }, expect: result.loadKw <= feed.usableKw, maxAge: 15s${more} }]`;
  const laidOut = (gate: string): LaidOut =>
    planOfTexts({ runbook: runbookOf(stepsOf(gate, ENERGISE, RESTORE, ENABLE)) });

  it('gates name the interlocks that can be waived, and sections carry them', () => {
    const plan = laidOut(interlock());

    const { work } = plan.node('power/feed-a');
    const section = plan.slice('energise/feed-a/s1');

    expect(work).toMatchObject({ type: 'power', interlocks: ['load'] });
    expect(section).toMatchObject({
      type: 'section',
      interlocks: [{ id: 'load', feed: 'feed-a', with: { pdu: 'pdu-a' } }],
    });
  });

  it('an interlock that does not apply to a feed is named nowhere', () => {
    const plan = laidOut(interlock(`, unless: "feed.id == 'feed-a'"`));

    expect(plan.node('power/feed-a').work).not.toHaveProperty('interlocks');
    expect(plan.node('power/feed-b').work).toMatchObject({ interlocks: ['load'] });
    expect(plan.slice('energise/feed-a/s1')).toMatchObject({ interlocks: [] });
  });

  it('a service names what it needs of the services that the runbook enables', () => {
    const all = planOfTexts({});
    const some = planOfTexts({
      runbook: runbookOf(
        stepsOf(POWER, ENERGISE, RESTORE, '- { id: enable, kind: enable, services: [shop] }'),
      ),
    });

    expect(all.node('enable/shop').serviceNeeds).toEqual(['login']);
    expect(all.node('enable/login').serviceNeeds).toBeUndefined();
    expect(some.node('enable/shop').serviceNeeds).toBeUndefined();
  });

  it('servers and sections of PDUs say which services run on them', () => {
    const { manifest, texts } = planOfTexts({}).plan.parts;
    const targets = JSON.parse(texts.get(manifest.targets)!) as {
      objects: Record<string, { record: Record<string, unknown> }>;
    };
    const servicesOf = (key: string) => targets.objects[key]!.record['services'];

    expect(servicesOf('server:a1')).toEqual(['login']);
    expect(servicesOf('server:b1')).toEqual(['shop']);
    expect(servicesOf('server:ab1')).toEqual([]);
    expect(servicesOf('pdu:pdu-a')).toEqual({ s1: ['login', 'shop'], s2: [] });
    expect(servicesOf('pdu:pdu-b')).toEqual({ s1: ['shop', 'search'] });
    expect(INVENTORY).toContain('servers: ["a[3-4]", "b[1-2]"]');
  });
});
