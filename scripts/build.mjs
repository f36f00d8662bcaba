// Compiles the source folders into dist/ with source maps, the workflows into dist/workflow-bundle.js and the page
// into dist/ui.
// Types are not checked here (`npm run types` does that), so `npm ci` and `npm test` stay quick. A file is
// written only when its text changes, and by rename, so a process that runs from dist/ never sees half a file.
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { transformFile } from '@swc/core';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

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
const PAGE = join(DIST, 'ui');
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
    if (kept.has(file) || join(DIST, file) === BUNDLE || file.includes('.draft')) continue;
    if (file.startsWith(`ui${sep}`)) continue;
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

/** Whether anything that the page is made of is newer than the page. */
async function pageIsStale() {
  const index = join(PAGE, 'index.html');
  if (!existsSync(index)) return true;
  const made = (await stat(index)).mtimeMs;
  const inputs = [...(await filesUnder(join(ROOT, 'ui'), ROOT)), 'package-lock.json'];
  const stats = await Promise.all(inputs.map((file) => stat(join(ROOT, file))));
  return stats.some(({ mtimeMs }) => mtimeMs > made);
}

/** Puts beside each file of the page what is sent of it: compressed once, here, rather than for every reader. */
async function compress(folder) {
  const files = (await filesUnder(folder, folder)).filter((file) =>
    /\.(js|css|html|svg)$/.test(file),
  );
  await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(join(folder, file));
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      await writeFile(join(folder, `${file}.br`), await promisify(brotliCompress)(bytes, options));
      await writeFile(join(folder, `${file}.gz`), await promisify(gzip)(bytes));
    }),
  );
}

/** Builds the page beside the old one, then puts it in its place: files first, what names them last. */
async function buildPage() {
  if (!existsSync(join(ROOT, 'ui')) || !(await pageIsStale())) return;
  const started = new Date();
  const { build } = await import('vite');
  const draft = join(DIST, `ui.${process.pid}.draft`);
  await build({
    configFile: join(ROOT, 'ui/vite.config.mjs'),
    build: { outDir: draft, emptyOutDir: true },
  });
  await compress(draft);
  const made = await filesUnder(draft, draft);
  made.sort((a, b) => Number(a === 'index.html') - Number(b === 'index.html'));
  for (const file of made) {
    await mkdir(dirname(join(PAGE, file)), { recursive: true });
    await rename(join(draft, file), join(PAGE, file));
  }
  await utimes(join(PAGE, 'index.html'), started, started);
  const kept = new Set(made);
  for (const file of await filesUnder(PAGE, PAGE))
    if (!kept.has(file)) await rm(join(PAGE, file), { force: true });
  await rm(draft, { recursive: true, force: true });
}

const started = performance.now();
const count = await emitAll();
await Promise.all([bundleWorkflows(), buildPage()]);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stderr.write(`built ${count} files into dist/ in ${seconds} s\n`);
