import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '../../model/schema/fault';
import { FAULT_KINDS, FAULT_SHEETS, isFaultKind } from '../../model/schema/fault-sheets';

const page = readFileSync(resolve(__dirname, '../../docs/concepts/lab-faults.md'), 'utf8');

describe('page on faults of the lab', () => {
  it('has a row for every kind of fault, and for no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` /gm)].map(([, kind]) => kind);

    expect(rows).toEqual(FAULT_KINDS);
  });

  it('names the main option of every kind first', () => {
    const options = Object.fromEntries(
      [...page.matchAll(/^\| `([a-z-]+)` +\|[^|]*\| (?:`([A-Za-z0-9]+)`)?/gm)].map(
        ([, kind = '', option]) => [kind, option],
      ),
    );

    expect(options).toEqual(
      Object.fromEntries(Object.entries(FAULT_SHEETS).map(([kind, { value }]) => [kind, value])),
    );
  });

  it('shows faults that a drill may have', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

    const { faults } = z.object({ faults: z.array(Fault) }).parse(parse(yaml));

    expect(faults.length).toBeGreaterThan(3);
  });
});

it('every kind of fault has a sheet, and no sheet is of no kind', () => {
  const kinds = z.toJSONSchema(Fault, { io: 'input' });
  const named = [
    ...JSON.stringify(kinds).matchAll(/"fault":\{"type":"string","const":"([a-z-]+)"/g),
  ];

  expect(named.map(([, kind]) => kind).sort()).toEqual([...FAULT_KINDS].sort());
  expect(isFaultKind('meteor')).toBe(false);
});
