import type { Command } from 'commander';
import { nextMoves } from '../../model/view/next-move';
import { moveWords, nextLines } from '../render/next';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';
import { placeOf } from './place';
import { meantId, stateOf, withReader } from './with-reader';

/** `next`: the one thing that blocks most; works while Temporal is down. */
export function registerNext(program: Command, shell: Shell): void {
  program
    .command('next')
    .description('show the one thing that blocks most, whom to call and what to type')
    .argument('[id]', 'recovery, or the beginning of its id; by default the one that is open')
    .addOption(formatOption())
    .addHelpText('after', '\nExamples:\n  blackstart next\n  blackstart next --format json')
    .action(
      async (id: string | undefined, options: { readonly format: Format }, command: Command) => {
        await withReader(stateOf(command), async (reader) => {
          const recovery = await meantId(reader, id);
          const [view, plan] = await Promise.all([reader.view(recovery), reader.plan(recovery)]);
          const place = await placeOf(reader, recovery, command);
          const moves = nextMoves(view, plan);
          if (options.format === 'text') {
            shell.out.lines(nextLines(moves, view, place, Date.now(), shell.out.style));
            return;
          }
          const all = moves.map((move) => ({
            ...move,
            command: moveWords(move, view, place).join(' '),
          }));
          const [next = null, ...others] = all;
          shell.out.write(jsonText({ recovery, status: view.status, next, others }));
        });
      },
    );
}
