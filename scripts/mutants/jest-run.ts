import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';

/** How a run of tests ended. */
export type JestEnd =
  | { readonly end: 'passed'; readonly tookMs: number }
  | { readonly end: 'failed'; readonly tookMs: number; readonly by: readonly string[] }
  | { readonly end: 'timeout'; readonly tookMs: number };

const Failures = z.array(z.object({ file: z.string(), name: z.string() }));

/** Names of test files that depend on any of `files`, relative to `root`. */
export async function relatedTests(
  root: string,
  files: readonly string[],
): Promise<readonly string[]> {
  const { stdout, code } = await jest(root, ['--listTests', '--findRelatedTests', ...files]);
  if (code !== 0) throw new Error(`jest cannot list the tests of ${files.join(', ')}`);
  return stdout
    .split('\n')
    .filter((line) => line.endsWith('.test.ts'))
    .map((line) => relative(root, line))
    .sort();
}

/** Runs test files one after another, until the first that fails where `bail` is set. */
export async function runTests(
  root: string,
  tests: readonly string[],
  { limitMs, bail }: { readonly limitMs: number; readonly bail: boolean },
): Promise<JestEnd> {
  const output = join(root, 'failures.json');
  await rm(output, { force: true });
  const reporter = join(root, 'scripts/mutants/failures-reporter.cjs');
  const config = join(root, 'jest.mutants.config.js');
  await writeFile(
    config,
    `module.exports = { ...require('./jest.config.js'), reporters: [[${JSON.stringify(reporter)}, ${JSON.stringify({ file: output })}]] };\n`,
  );
  const began = performance.now();
  const { code } = await jest(
    root,
    [
      `--config=${config}`,
      '--runInBand',
      ...(bail ? ['--bail'] : []),
      '--runTestsByPath',
      ...tests,
    ],
    limitMs,
  );
  const tookMs = performance.now() - began;
  if (code === 0) return { end: 'passed', tookMs };
  if (code === null) return { end: 'timeout', tookMs };
  return { end: 'failed', tookMs, by: await failuresIn(root, output) };
}

async function failuresIn(root: string, output: string): Promise<readonly string[]> {
  const text = await readFile(output, 'utf8').catch(() => '[]');
  return Failures.parse(JSON.parse(text)).map(
    ({ file, name }) => `${relative(root, file)}: ${name}`,
  );
}

/** Runs jest in a copy; code null where it took longer than `limitMs` and was killed. */
function jest(
  root: string,
  args: readonly string[],
  limitMs = 120_000,
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  return new Promise((done, failed) => {
    const child = spawn(
      process.execPath,
      [
        join(root, 'node_modules/jest/bin/jest.js'),
        `--cacheDirectory=${join(root, '.jest-cache')}`,
        ...args,
      ],
      {
        cwd: root,
        // No test that is run here talks to a server.
        env: { ...process.env, BLACKSTART_TEST_TEMPORAL: 'none', NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let stdout = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.once('error', failed);
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code: isLate ? null : (code ?? 1), stdout });
    });
  });
}
