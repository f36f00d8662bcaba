import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log';
import type { StateFolder } from '../state-folder';
import { codeOf } from '../write-by-rename';
import { KeptProcess } from './kept-process';
import type { Program } from './programs';

const FILE = /^([a-z0-9-]+)\.json$/;

/** Simulated people: one process for each file of the people folder, until its recovery has ended. */
export class KeptPeople {
  private readonly kept = new Map<string, KeptProcess>();

  constructor(
    private readonly state: StateFolder,
    private readonly program: (recovery: string) => Program,
    private readonly log: Log,
  ) {}

  /** Starts and ends processes as the folder says. */
  async reconcile(): Promise<void> {
    const wanted = new Set(await recoveriesIn(this.state.people));
    for (const [recovery, process] of this.kept) {
      if (wanted.has(recovery) && !process.isDone) continue;
      this.kept.delete(recovery);
      await process.stop();
    }
    for (const recovery of wanted) if (!this.kept.has(recovery)) this.keep(recovery);
  }

  /** What they were told has changed. */
  restart(): void {
    for (const process of this.kept.values()) process.restart();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.kept.values()].map((process) => process.stop()));
  }

  private keep(recovery: string): void {
    const file = join(this.state.people, `${recovery}.json`);
    const kept = new KeptProcess({
      name: `people of ${recovery}`,
      logFile: this.state.log('people'),
      log: this.log,
      program: () => Promise.resolve(this.program(recovery)),
      isOver: (code) => {
        if (code !== 0) return false;
        // Their recovery has ended.
        void rm(file, { force: true });
        return true;
      },
    });
    this.kept.set(recovery, kept);
    kept.start();
  }
}

async function recoveriesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
