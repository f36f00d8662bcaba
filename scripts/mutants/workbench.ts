import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { relatedTests, runTests, type JestEnd } from './jest-run';
import { mutated, type Mutation } from './mutations';

/** Neither copied nor needed by tests that run in one process. */
const LEFT_OUT = new Set(['.git', '.blackstart', 'node_modules', 'dist', 'coverage']);

/** A test that names any of these needs a server, a process or a build, and is left out. */
const NEEDS_MORE =
  /support\/(installation|recovery-worker|temporal-server|temporal-binary|tiny-recovery|workflow-bundle)'|node:child_process|bin\/blackstart/;

/** A copy of the repository in which one mutant at a time is tried. */
export class Workbench {
  private readonly tests = new Map<string, Promise<readonly string[]>>();

  private constructor(readonly root: string) {}

  static async make(from: string): Promise<Workbench> {
    const root = await mkdtemp(join(tmpdir(), 'blackstart-mutants-'));
    await cp(from, root, {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(relative(from, path)),
    });
    await symlink(join(from, 'node_modules'), join(root, 'node_modules'));
    return new Workbench(root);
  }

  /** Fast tests that depend on a file. */
  testsOf(file: string): Promise<readonly string[]> {
    const known = this.tests.get(file) ?? this.find([file]);
    this.tests.set(file, known);
    return known;
  }

  /** Runs the tests of these files with nothing mutated. */
  async dryRun(files: readonly string[], limitMs: number): Promise<JestEnd> {
    const tests = await this.find(files);
    return await runTests(this.root, tests, { limitMs, bail: false });
  }

  /** Runs the tests of one mutant, those beside the file first and slow ones last; nothing of it is left behind. */
  async try(mutation: Mutation, limitMs: number): Promise<JestEnd> {
    const path = join(this.root, mutation.file);
    const text = await readFile(path, 'utf8');
    const tests = await this.testsOf(mutation.file);
    const rank = (test: string): number =>
      test.includes('.property.') ? 2 : dirname(test) === dirname(mutation.file) ? 0 : 1;
    const groups = [0, 1, 2].map((wanted) => tests.filter((test) => rank(test) === wanted));
    await writeFile(path, mutated(text, mutation));
    try {
      let tookMs = 0;
      for (const group of groups.filter(({ length }) => length > 0)) {
        const end = await runTests(this.root, group, { limitMs, bail: true });
        tookMs += end.tookMs;
        if (end.end !== 'passed') return { ...end, tookMs };
      }
      return { end: 'passed', tookMs };
    } finally {
      await writeFile(path, text);
    }
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  private async find(files: readonly string[]): Promise<readonly string[]> {
    const all = await relatedTests(this.root, files);
    return all.filter((test) => !NEEDS_MORE.test(readFileSync(join(this.root, test), 'utf8')));
  }
}
