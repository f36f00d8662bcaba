import { Option, type Command } from 'commander';
import { nodesOf } from '../../model/view/nodes-of-step';
import { logLines } from '../render/logs';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, numberBetween, type Format } from './options';
import { meantId, stateOf, withReader } from './with-reader';

interface LogsOptions {
  readonly last: number;
  readonly failed: boolean;
  readonly format: Format;
}

/** `logs`: every call of a step as it went; works while Temporal is down. */
export function registerLogs(program: Command, shell: Shell): void {
  program
    .command('logs')
    .description('show every attempt of a step: what was sent, what came back')
    .argument('<step>', 'step or part of one, as `blackstart show` names it')
    .argument('[id]', 'recovery, or the beginning of its id; by default the one that is open')
    .addOption(
      new Option('--last <n>', 'only the last of them')
        .argParser(numberBetween(1, 1_000_000, true))
        .default(50),
    )
    .option('--failed', 'only those that went wrong', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Of a wave the first three servers, all that failed, and every interlock that was
not safe are kept; of a poll the first and last read and each that changed.

Examples:
  blackstart logs enable/login
  blackstart logs restore/feed-a/w2 --failed --format json`,
    )
    .action(
      async (step: string, id: string | undefined, options: LogsOptions, command: Command) => {
        await withReader(stateOf(command), async (reader) => {
          const recovery = await meantId(reader, id);
          const nodes = nodesOf(await reader.view(recovery), step);
          const rows = (await Promise.all(nodes.map((node) => reader.attempts(recovery, node))))
            .flat()
            .filter((row) => !options.failed || row.error !== null)
            .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
          const shown = rows.slice(-options.last);
          if (options.format === 'json') {
            shell.out.write(jsonText({ recovery, step, attempts: shown }));
            return;
          }
          const before = rows.length - shown.length;
          if (before > 0) shell.err.lines([`${before} earlier ones are left out: --last N`]);
          if (shown.length === 0)
            shell.err.lines([`no call of ${step} is on record in ${recovery}`]);
          shell.out.lines(logLines(shown, shell.out.style));
        });
      },
    );
}
