import { installedFile } from '../client/installed-file';
import { pageSecret, readPageRecord, writePageRecord } from '../client/page-link';
import { stateFolder } from '../client/state-folder';
import { openDesk } from './desk/desk';
import { listenAt } from './listen-at';
import { buildServer } from './server';
import { readSettings } from './settings';

/** A server that has not ended this long after it was told to is ended, ms. */
const LAST_MS = 2000;

/** State folder → ledger → routes → a page on this machine alone. */
async function main(): Promise<void> {
  const state = stateFolder();
  const signal = endSignal();
  const settings = readSettings(process.env);
  const desk = await openDesk(state, settings.oidc === undefined ? 'link' : 'oidc');
  let local = new URL('http://127.0.0.1');
  const server = await buildServer({
    desk,
    places: () => ({ local, public: settings.publicUrl }),
    oidc: settings.oidc,
    secret: await pageSecret(state),
    pageFolder: installedFile('dist/ui'),
    now: () => Date.now(),
    log: process.stderr,
  });
  const before = (await readPageRecord(state))?.url;
  local = await listenAt(server, settings.host, portWanted(settings.port, before));
  await writePageRecord(state, { pid: process.pid, url: local.origin });
  process.stdout.write(`${JSON.stringify({ ready: true, url: local.origin })}\n`);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  await server.close();
  await desk.close();
}

/** The port that is named, else that of last time, since browsers know it. */
function portWanted(named: number, before: string | undefined): number {
  return named > 0 || before === undefined ? named : Number(new URL(before).port);
}

/** Aborted by SIGTERM or SIGINT and, where a supervisor holds the other end, by the end of standard input. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => {
    controller.abort();
    setTimeout(() => process.exit(0), LAST_MS).unref();
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  if (process.env['BLACKSTART_TIED'] === '1')
    process.stdin.once('end', end).once('error', end).resume();
  return controller.signal;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
