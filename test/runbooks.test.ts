import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectorCatalogue } from '../activities/connectors/catalogue';
import { readScenario } from '../client/scenario-folder';
import type { CompiledPlan } from '../model/compile/plan-of';
import { compileScenario, validateFiles } from '../model/compile/scenario';

const ROOT = join(__dirname, '..');
const RUNBOOKS = join(ROOT, 'runbooks');
const SCENARIOS = readdirSync(RUNBOOKS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const catalogue = connectorCatalogue();

async function planFor(scenario: string, drill = 'calm'): Promise<CompiledPlan> {
  const files = await readScenario(join(RUNBOOKS, scenario));
  const compiled = compileScenario({
    files,
    environment: undefined,
    drill,
    inputs: {},
    keys: {},
    catalogue,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, null, 2));
  return compiled.plan;
}

describe('the shipped scenarios', () => {
  it.each(SCENARIOS)('%s is valid in each of its environments, without a warning', async (name) => {
    const files = await readScenario(join(RUNBOOKS, name));

    expect(validateFiles(files, catalogue).problems).toEqual([]);
  });

  it.each(SCENARIOS)('%s compiles for its calm drill', async (name) => {
    const plan = await planFor(name);

    expect(plan.outline.services.every((service) => service.node !== undefined)).toBe(true);
  });

  it('shows the small runbook whole on the first screen of the README, in under 25 lines', () => {
    const hello = readFileSync(join(RUNBOOKS, 'hello/runbook.yaml'), 'utf8');

    expect(hello.trimEnd().split('\n').length).toBeLessThan(25);
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`\`\`\`yaml\n${hello}\`\`\``);
  });
});

describe('the Pangyo scenario', () => {
  it('gives every feed at least three waves of its other servers, cut by power', async () => {
    const { outline } = await planFor('pangyo');

    const waves = outline.feeds.map(
      (feed) => feed.waves.filter((wave) => wave.node.startsWith(`restore/${feed.id}/`)).length,
    );
    expect(outline.feeds.length).toBeGreaterThanOrEqual(4);
    expect(Math.min(...waves)).toBeGreaterThanOrEqual(3);
  });

  it('lets no service of tier 1 wait for the late feed', async () => {
    const { nodes, outline } = await planFor('pangyo');
    const first = outline.services.filter((service) => service.tier === 1);

    const waitedFor = new Set<number>();
    const open = nodes.filter((node) => first.some((service) => service.node === node.id));
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const need of node.needs) {
        const before = nodes[need];
        if (before === undefined || waitedFor.has(need)) continue;
        waitedFor.add(need);
        open.push(before);
      }
    }

    const late = [...waitedFor].filter((index) => nodes[index]?.feed === 'feed-e');
    expect(first.length).toBeGreaterThan(0);
    expect(late.map((index) => nodes[index]?.id)).toEqual([]);
  });

  it('knows which feeds share what: the late one only the racks and the zone it has in hall 2', async () => {
    const { feeds = {} } = (await planFor('pangyo')).parts.manifest;

    const shares = Object.fromEntries(
      Object.entries(feeds).map(([id, place]) => [id, place.shares.map((one) => one.feed)]),
    );

    expect(shares).toEqual({
      'feed-a': ['feed-b', 'feed-c'],
      'feed-b': ['feed-a', 'feed-d'],
      'feed-c': ['feed-a', 'feed-d', 'feed-e'],
      'feed-d': ['feed-b', 'feed-c', 'feed-e'],
      'feed-e': ['feed-c', 'feed-d'],
    });
    expect(feeds['feed-e']?.shares.find((one) => one.feed === 'feed-d')?.what).toEqual([
      'rack rde1',
      'zone cold-2',
    ]);
  });

  it('has the same program on the bad night as on the calm one', async () => {
    const calm = (await planFor('pangyo')).parts.manifest;
    const bad = (await planFor('pangyo', 'bad-night')).parts.manifest;

    expect(bad.procedureDigest).toBe(calm.procedureDigest);
    expect(bad.pages).toEqual(calm.pages);
  });

  it('strikes the bad night with most of the faults that the lab can make', () => {
    const file = readFileSync(join(RUNBOOKS, 'pangyo/drills/bad-night.yaml'), 'utf8');

    const kinds = new Set([...file.matchAll(/fault: ([a-z-]+)/g)].map(([, kind]) => kind));
    expect(kinds.size).toBeGreaterThanOrEqual(12);
  });
});
