import { join } from 'node:path';
import { connectorCatalogue } from '../../../activities/connectors/catalogue';
import { readScenario } from '../../../client/scenario-folder';
import { validateFiles } from '../../../model/compile/scenario';
import { Fault } from '../../../model/schema/fault';
import { drawFaults } from './draw-faults';
import { drillText } from './scenario-folder';
import { SCENARIO } from './site';

const SEEDS = Array.from({ length: 300 }, (_, i) => i + 1);

describe('faults drawn for the small site', () => {
  it('follow from their seed', () => {
    expect(drawFaults(3)).toEqual(drawFaults(3));
    expect(drawFaults(3)).not.toEqual(drawFaults(4));
  });

  it('are of every kind there is, but slow storage, on which nothing waits here', () => {
    const drawn = new Set(
      SEEDS.flatMap((seed) => drawFaults(seed).faults.map(({ fault }) => fault)),
    );

    const kinds = Fault.options.map((option) => option.shape.fault.value);
    expect(kinds.filter((kind) => !drawn.has(kind))).toEqual(['storage-slow']);
  });

  it('hit one server at most, which its service can do without', () => {
    for (const seed of SEEDS) expect(drawFaults(seed).mayBeDown.length).toBeLessThanOrEqual(1);
  });

  it('make a drill that is valid', async () => {
    const files = await readScenario(SCENARIO);
    const drills = SEEDS.slice(0, 60).map((seed) => ({
      file: join(SCENARIO, 'drills', `round-${seed}.yaml`),
      bytes: new TextEncoder().encode(
        drillText(seed, drawFaults(seed).faults).replace('id: round', `id: round-${seed}`),
      ),
    }));

    const { problems } = validateFiles([...files, ...drills], connectorCatalogue());

    expect(problems).toEqual([]);
  });
});
