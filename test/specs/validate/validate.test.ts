import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectorCatalogue } from '../../../activities/connectors/catalogue';
import { validateFiles } from '../../../model/compile/scenario';

const CASES = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const catalogue = connectorCatalogue();

/** Each folder is a scenario; expected.txt lists its problems as place, severity, code and fix. */
describe('validate', () => {
  it.each(CASES)('%s', (name) => {
    const folder = join(__dirname, name);
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => ({ file, bytes: readFileSync(join(folder, file)) }));

    const found = validateFiles(files, catalogue).problems.map(
      ({ file, line, column, severity, code, fix }) =>
        `${file}:${line}:${column} ${severity} ${code} ${fix}`,
    );

    expect(found).toEqual(
      readFileSync(join(folder, 'expected.txt'), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    );
  });
});
