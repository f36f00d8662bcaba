import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log';
import { runsAs, signalTo } from '../process-facts';
import type { StateFolder } from '../state-folder';
import { freePort, portIsFree } from '../tcp-probe';
import { writeByRename } from '../write-by-rename';
import { KeptProcess } from './kept-process';
import { serverDatabase, serverPidFile, type Programs } from './programs';

/** How long the port of the server before may take to become free, ms. */
const PORT_WAIT_MS = 3000;

/** How often a server that starts is asked, ms. */
const ASK_MS = 20;

export interface EmbeddedServerOptions {
  readonly state: StateFolder;
  readonly binary: string;
  readonly programs: Programs;
  readonly log: Log;
  /** Told the address of each server that starts. */
  readonly onStart: (address: string) => void;
}

/** The Temporal server of a state folder, started again whenever it ends, on the same port where it can. */
export class EmbeddedServer {
  private readonly kept: KeptProcess;
  private port = 0;

  constructor(private readonly options: EmbeddedServerOptions) {
    const { state, log } = options;
    this.kept = new KeptProcess({
      name: 'temporal',
      logFile: join(state.temporal, 'temporal.log'),
      log,
      program: async () => {
        await mkdir(state.temporal, { recursive: true });
        await endStray(state);
        this.port = await usablePort(state);
        return options.programs.temporal(options.binary, this.port);
      },
      onStart: () => options.onStart(`127.0.0.1:${String(this.port)}`),
    });
  }

  start(): void {
    this.kept.start();
  }

  async stop(): Promise<void> {
    await this.kept.stop();
    await endStray(this.options.state);
  }
}

/** The server of a supervisor that was killed ends by itself; where it lingers, it holds our store. */
async function endStray(state: StateFolder): Promise<void> {
  const pid = Number(textOf(serverPidFile(state)).trim());
  const words = [serverDatabase(state)];
  while (Number.isInteger(pid) && pid > 1 && runsAs(pid, words)) {
    signalTo(pid, 'SIGKILL');
    await sleep(ASK_MS);
  }
  await rm(serverPidFile(state), { force: true });
}

/** The port that was used before where it is free, since clients know it; else another one. */
async function usablePort(state: StateFolder): Promise<number> {
  const file = join(state.temporal, 'port');
  const before = Number(textOf(file));
  const until = Date.now() + PORT_WAIT_MS;
  while (before > 0 && Date.now() < until) {
    if (await portIsFree(before)) return before;
    await sleep(ASK_MS);
  }
  const port = await freePort();
  await writeByRename(file, String(port));
  return port;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
