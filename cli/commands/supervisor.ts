import type { Command } from 'commander';
import type { StateFolder } from '../../client/state-folder';
import { commandWords } from '../render/answers';
import type { Shell } from '../terminal/shell';
import { stateFlag } from './options';
import { progressLog } from './progress-log';
import { stateOf } from './with-reader';

/** `up`: the supervisor, in the foreground or left behind. */
export function registerUp(program: Command, shell: Shell): void {
  program
    .command('up')
    .description('run Temporal, the worker and what drills need')
    .option('--detach', 'leave it running, and return when it is ready', false)
    .addHelpText(
      'after',
      `
It keeps its state in a file and takes up every recovery that was cut off. With
TEMPORAL_ADDRESS (or a profile of Temporal's own configuration) it uses your
Temporal.

Examples:
  blackstart up
  blackstart up --detach --state /var/lib/blackstart`,
    )
    .action(async (options: { readonly detach: boolean }, command: Command) => {
      const state = stateOf(command);
      if (options.detach) {
        const { ensureUp } = await import('../../client/supervisor/ensure-up.js');
        const record = await ensureUp(state, progressLog(shell));
        shell.out.lines([`up: Temporal at ${record.address}, process ${record.pid}`]);
        const link = await linkTo(state);
        if (link !== undefined) shell.out.lines([`page: ${link}`]);
        return;
      }
      const { runSupervisor } = await import('../../client/supervisor/run-supervisor.js');
      const signal = untilSignal();
      // Told to whoever sits here, and kept out of a log file.
      if (shell.err.isTerminal)
        void linkTo(state).then((link) => {
          if (link !== undefined && !signal.aborted) shell.err.lines([`page: ${link}`]);
        });
      await runSupervisor(state, timedLog(shell), signal);
    });
}

/** `down`: ends the supervisor, and with it Temporal, worker and lab. */
export function registerDown(program: Command, shell: Shell): void {
  program
    .command('down')
    .description('end the supervisor, Temporal, the worker and the lab')
    .addHelpText(
      'after',
      `
Recoveries are not lost: \`blackstart up\` takes them up again. But a drill in the
lab cannot go on, since its site ends with the lab.`,
    )
    .action(async (_options: object, command: Command) => {
      const state = stateOf(command);
      const { stopSupervisor } = await import('../../client/supervisor/ensure-up.js');
      const ended = await stopSupervisor(state);
      shell.out.lines([ended ? 'down' : `nothing runs in ${state.root}`]);
      const { drillWithoutLab } = await import('../../client/drill-without-lab.js');
      const drill = await drillWithoutLab(state);
      if (drill === undefined) return;
      const flag = stateFlag(command);
      const words = commandWords('stop', undefined, ['--as PERSON'], {
        recovery: drill,
        ...(flag === undefined ? {} : { state: flag }),
      });
      shell.err.lines([
        `${drill} lost its lab and cannot go on; after \`blackstart up\`, let go of it:`,
        `  ${words.join(' ')}`,
      ]);
    });
}

/** How long the page may take to start, ms. */
const PAGE_WAIT_MS = 10_000;

/** A link to the page; undefined where it does not come up, which its log explains. */
async function linkTo(state: StateFolder): Promise<string | undefined> {
  const { freshLink } = await import('../../client/page-link.js');
  return await freshLink(state, PAGE_WAIT_MS).catch(() => undefined);
}

/** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process as usual. */
function untilSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => controller.abort());
  return controller.signal;
}

/** Lines on a terminal as they are; in a log with their time. */
function timedLog(shell: Shell): (line: string) => void {
  return (line) =>
    shell.err.lines([shell.err.isTerminal ? line : `${new Date().toISOString()} ${line}`]);
}
