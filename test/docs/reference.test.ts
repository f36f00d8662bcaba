import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONNECTORS } from '../../activities/connectors';
import { ERRORS } from '../../model/errors';
import { PAGES } from '../../scripts/docs/pages';

const ROOT = resolve(__dirname, '..', '..');
const onDisk = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

/** The first group of every match. */
function named(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name).sort();
}

test.each(Object.entries(PAGES))('%s is what `npm run docs` writes', (path, render) => {
  expect(onDisk(path)).toBe(render());
});

test('the reference of errors has every code, and none besides', () => {
  const codes = named(onDisk('docs/reference/errors.md'), /^\| `([A-Z_]+)` +\|/gm);

  expect(codes).toEqual(Object.keys(ERRORS).sort());
});

test('the reference of connectors has every connector, and none besides', () => {
  const connectors = named(onDisk('docs/reference/connectors.md'), /^## (\S+)$/gm);

  expect(connectors).toEqual(CONNECTORS.map(({ uses }) => uses).sort());
});
