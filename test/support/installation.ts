import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openReader } from '../../client/read-recoveries';
import { stateFolder, type StateFolder } from '../../client/state-folder';
import type { StoredEntry } from '../../ledger/ledger';
import type { RecoveryView } from '../../model/view/recovery-view';
import { poll } from './poll';

const PROGRAM = resolve(__dirname, '../../bin/blackstart.js');

/** How a command of the real program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A state folder of its own with the real program, for tests that look on from outside. */
export class Installation {
  private constructor(readonly state: StateFolder) {}

  static async make(): Promise<Installation> {
    return new Installation(stateFolder(await mkdtemp(join(tmpdir(), 'blackstart-test-'))));
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<Ended> {
    return new Promise((done) => {
      const child = spawn(process.execPath, [PROGRAM, ...args, '--state', this.state.root], {
        env: { ...process.env, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.once('close', (code) => {
        done({ code, stdout, stderr });
      });
    });
  }

  /** Runs a command that must succeed; gives its output. */
  async must(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code === 0) return stdout.trim();
    throw new Error(`blackstart ${args.join(' ')} ended with ${String(code)}:\n${stderr}${stdout}`);
  }

  async view(id: string): Promise<RecoveryView> {
    const reader = await openReader(this.state);
    try {
      return await reader.view(id);
    } finally {
      await reader.close();
    }
  }

  async entries(id: string): Promise<readonly StoredEntry[]> {
    const reader = await openReader(this.state);
    try {
      return await reader.entries(id);
    } finally {
      await reader.close();
    }
  }

  /** Waits until a recovery has ended. */
  ended(id: string, withinMs: number): Promise<RecoveryView> {
    return poll(async () => {
      const view = await this.view(id);
      return view.endedAt === null ? undefined : view;
    }, withinMs);
  }

  /** Number of the supervisor's process. */
  async supervisorPid(): Promise<number> {
    const text = await readFile(this.state.supervisor, 'utf8');
    const { pid } = JSON.parse(text) as { pid: number };
    return pid;
  }

  /** Numbers of this installation's processes of a kind. */
  pidsOf(kind: 'worker' | 'temporal' | 'people' | 'api'): readonly number[] {
    const marks = {
      worker: ['worker/main.js'],
      temporal: ['start-dev', this.state.temporal],
      people: ['people/main.js', this.state.root],
      api: ['api/main.js'],
    }[kind];
    return processes()
      .filter(
        ({ pid, line, environment }) =>
          pid !== process.pid &&
          marks.every((mark) => line.includes(mark)) &&
          (kind === 'temporal' ? !line.startsWith('sh ') : environment.includes(this.state.root)),
      )
      .map(({ pid }) => pid);
  }

  /** Journal of the lab, line by line. */
  async journal(): Promise<readonly JournalLine[]> {
    const text = await readFile(join(this.state.lab, 'journal.ndjson'), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as JournalLine);
  }

  async remove(): Promise<void> {
    await this.run('down');
    await rm(this.state.root, { recursive: true, force: true });
  }
}

export interface JournalLine {
  readonly at: string;
  readonly target: string;
  readonly action: string;
  readonly value: unknown;
  readonly had?: unknown;
}

/** Changing calls for a state that the target had, or was on its way to. */
export function doneTwice(journal: readonly JournalLine[]): readonly JournalLine[] {
  return journal.filter(
    (line) => line.action !== 'event' && JSON.stringify(line.had) === JSON.stringify(line.value),
  );
}

function processes(): readonly { pid: number; line: string; environment: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        return [{ pid: Number(name), line, environment }];
      } catch {
        return []; // it ended meanwhile
      }
    });
}
