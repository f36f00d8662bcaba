import { parseArgs } from 'node:util';
import { stateFolder } from '../state-folder';
import { simulatePeople } from './simulate-people';

/** `--state DIR --recovery ID`: simulated people of one recovery; ends with 0 when it has ended. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { state: { type: 'string' }, recovery: { type: 'string' } },
  });
  if (values.recovery === undefined) throw new Error('--recovery ID is missing');
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort()).once('SIGINT', () => stop.abort());
  // The supervisor holds the other end.
  const tied = process.env['BLACKSTART_TIED'] === '1';
  if (tied)
    process.stdin
      .once('end', () => process.exit(1))
      .once('error', () => process.exit(1))
      .resume();
  const log = (line: string): void => {
    process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  };
  const state = stateFolder(values.state);
  // 0 says that they are not needed any more.
  process.exit((await simulatePeople(state, values.recovery, log, stop.signal)) ? 0 : 1);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
