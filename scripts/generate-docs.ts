import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ERRORS } from '../model/errors';

/** Every generated page, by its path from the root of the repository. Add a page by adding a line. */
const PAGES: Readonly<Record<string, () => string>> = {
  'docs/reference/errors.md': errorsPage,
};

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, entry]) => row(`\`${code}\``, entry.summary, entry.retry, entry.fix));
  return [
    '# Errors',
    '',
    'Generated from `model/errors.ts` by `npm run docs`. Codes are never reused.',
    '`backoff` is tried again by itself, `never` only after somebody mended something.',
    '',
    '| Code | What happened | Retry | What to do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const root = resolve(__dirname, '..');
const check = process.argv.includes('--check');
const stale = Object.entries(PAGES).filter(([path, render]) => {
  const file = resolve(root, path);
  const text = render();
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  if (!check) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return true;
});
for (const [path] of stale)
  console.log(check ? `stale: ${path}; run npm run docs` : `wrote ${path}`);
if (check && stale.length > 0) process.exitCode = 1;
