import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PAGES } from './docs/pages';

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
