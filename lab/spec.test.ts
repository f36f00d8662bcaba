import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDrill, readInventory, readSpec, SpecError, specId } from './spec';

const SMALL = join(__dirname, '__fixtures__/inventory.small.yaml');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blackstart-lab-spec-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(spec: unknown): string {
  const file = join(folder, 'spec.json');
  writeFileSync(file, typeof spec === 'string' ? spec : JSON.stringify(spec));
  return file;
}

const GOOD = { v: 1, id: 'one', inventory: 'i.yaml', drill: null, speed: 60, seed: 1 };

describe('spec of a lab', () => {
  it('takes paths relative to its folder', () => {
    const spec = readSpec(write({ ...GOOD, drill: 'drills/calm.yaml' }));

    expect(spec).toEqual({
      id: 'one',
      inventory: join(folder, 'i.yaml'),
      drill: join(folder, 'drills/calm.yaml'),
      speed: 60,
      seed: 1,
    });
  });

  it.each([
    ['not json', 'cannot be read'],
    [[], 'is no lab spec of version 1'],
    [{ ...GOOD, v: 2 }, 'is no lab spec of version 1'],
    [{ ...GOOD, id: '' }, `'id' is ""`],
    [{ ...GOOD, speed: '60' }, `'speed' is "60"`],
    [{ ...GOOD, seed: 1.5 }, `'seed' is 1.5`],
    [{ ...GOOD, inventory: undefined }, `'inventory' is missing`],
    [{ ...GOOD, drill: 3 }, `'drill' is 3`],
  ])('refuses %j with what is wrong', (spec, message) => {
    expect(() => readSpec(write(spec))).toThrow(message);
  });

  it('knows no id of a file that is gone or broken', () => {
    expect(specId(join(folder, 'spec.json'))).toBeUndefined();
    expect(specId(write('{'))).toBeUndefined();
    expect(specId(write(GOOD))).toBe('one');
  });

  it('reads an inventory, and refuses other files by their kind or problems', () => {
    expect(readInventory(SMALL).servers.size).toBe(8);

    expect(() => readDrill(SMALL)).toThrow('is no Drill but of kind Inventory');
    expect(() => readInventory(join(folder, 'gone.yaml'))).toThrow(SpecError);
    writeFileSync(join(folder, 'bad.yaml'), 'apiVersion: blackstart/v1\nkind: Inventory\n');
    expect(() => readInventory(join(folder, 'bad.yaml'))).toThrow("'metadata' is missing");
  });
});
