// Compiles the source folders into dist/ with source maps, and the workflows into dist/workflow-bundle.js.
// Types are not checked here (`npm run types` does that), so `npm ci` and `npm test` stay quick. A file is
// written only when its text changes, and by rename, so a process that runs from dist/ never sees half a file.
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { transformFile } from '@swc/core';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE_FOLDERS = [
  'model',
  'workflows',
  'activities',
  'ledger',
  'worker',
  'client',
  'api',
  'cli',
  'lab',
  'scripts',
  'bench',
];
/** Files that code reads from its own folder. */
const ASSETS = new Set(['.json', '.html', '.css', '.sql', '.svg', '.yaml']);

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const DIST = join(ROOT, 'dist');
const BUNDLE = join(DIST, 'workflow-bundle.js');
const swcOptions = JSON.parse(await readFile(join(ROOT, 'scripts/swc-options.json'), 'utf8'));

/** Paths below `folder`, relative to `base`; nothing where the folder is missing. */
async function filesUnder(folder, base) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)));
}

async function writeIfChanged(path, text) {
  const old = await readFile(path, 'utf8').catch(() => undefined);
  if (old === text) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, text);
  await rename(draft, path);
}

/** Compiles or copies one source file; gives the paths that it stands for, relative to dist/. */
async function emit(source) {
  if (extname(source) !== '.ts') {
    await writeIfChanged(join(DIST, source), await readFile(join(ROOT, source), 'utf8'));
    return [source];
  }
  const target = source.replace(/\.ts$/, '.js');
  const path = join(DIST, target);
  const { code, map } = await transformFile(join(ROOT, source), {
    ...swcOptions,
    swcrc: false,
    sourceMaps: true,
    sourceFileName: relative(dirname(path), join(ROOT, source)),
  });
  const name = target.slice(target.lastIndexOf(sep) + 1);
  // The map first: code never names a map that is not there yet.
  await writeIfChanged(`${path}.map`, map);
  await writeIfChanged(path, `${code}//# sourceMappingURL=${name}.map\n`);
  return [target, `${target}.map`];
}

async function emitAll() {
  const folders = SOURCE_FOLDERS.map((folder) => filesUnder(join(ROOT, folder), ROOT));
  const sources = (await Promise.all(folders)).flat().filter((file) => {
    if (file.includes('__fixtures__') || /\.(test|d)\.ts$/.test(file)) return false;
    return extname(file) === '.ts' || ASSETS.has(extname(file));
  });
  const kept = new Set((await Promise.all(sources.map(emit))).flat());
  for (const file of await filesUnder(DIST, DIST)) {
    // Drafts belong to a build that runs beside this one.
    if (kept.has(file) || join(DIST, file) === BUNDLE || file.endsWith('.draft')) continue;
    await rm(join(DIST, file), { force: true });
  }
  return sources.length;
}

/** Whether anything that the bundle is made of is newer than the bundle. */
async function bundleIsStale() {
  if (!existsSync(BUNDLE)) return true;
  const made = (await stat(BUNDLE)).mtimeMs;
  const inputs = [
    ...(await filesUnder(join(DIST, 'model'), ROOT)),
    ...(await filesUnder(join(DIST, 'workflows'), ROOT)),
    'package-lock.json',
    'scripts/build.mjs',
  ];
  const stats = await Promise.all(inputs.map((file) => stat(join(ROOT, file))));
  return stats.some(({ mtimeMs }) => mtimeMs > made);
}

async function bundleWorkflows() {
  const workflowsPath = join(DIST, 'workflows/index.js');
  if (!existsSync(workflowsPath)) return rm(BUNDLE, { force: true });
  if (!(await bundleIsStale())) return undefined;
  const started = new Date();
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN'),
    // The worker needs an inline map; without the sources in it the bundle is half as large.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  });
  await writeIfChanged(BUNDLE, code);
  // Dated by its start: what changed while webpack ran makes it stale.
  return utimes(BUNDLE, started, started);
}

const started = performance.now();
const count = await emitAll();
await bundleWorkflows();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stderr.write(`built ${count} files into dist/ in ${seconds} s\n`);
