import type { Command } from 'commander';
import type { Shell } from '../terminal/shell';
import { placeOf } from './place';
import { steeringOptions, viewAfter, yesOption, type SteeringOptions } from './say';
import { steer, wholeRun } from './steer';
import { stateOf, withReader } from './with-reader';

/** How long a ledger that is behind may show a run that only people can move, ms. */
const LEDGER_LAG_MS = 10_000;

type AbortOptions = SteeringOptions & { readonly yes: boolean; readonly detach: boolean };

/** `abort`: the run ends, and what it leaves is made safe. */
export function registerAbort(program: Command, shell: Shell): void {
  const command = program
    .command('abort')
    .description('stop for good, then make safe; powers off nothing that serves')
    .argument('[id]', 'recovery; may be left out when one is open')
    .addOption(yesOption())
    .option('--detach', 'do not wait until it is made safe', false);
  steeringOptions(command, 'why; needed')
    .addHelpText(
      'after',
      `
It waits for the end: exit code 4 where all was made safe, 6 where it was not,
with what is left. Make-safe goes on past a failure and cannot be stopped.

Examples:
  blackstart abort --what-if
  blackstart abort --as han-jiwoo --reason "Fire again in hall 1"`,
    )
    .action(async (id: string | undefined, options: AbortOptions, self: Command) => {
      const meant = { ...options, ...(await wholeRun('abort', id, options, self)) };
      const taken = await steer({ act: 'abort' }, meant, self, shell, true);
      if (taken === undefined || options.detach) return;
      const state = stateOf(self);
      const place = await withReader(state, async (reader) => {
        // What it was before, such as stopped, would end the following at once.
        await viewAfter(reader, taken);
        return await placeOf(reader, taken.recovery, self);
      });
      const { attach } = await import('../terminal/attach.js');
      const { format } = options;
      const attachment = {
        state,
        id: taken.recovery,
        place,
        format,
        patienceMs: LEDGER_LAG_MS,
        after: taken.seq - 1,
      };
      shell.exit(await attach(attachment, shell));
    });
}

/** `undo`: what was changed is put back, of a step or of the whole run. */
export function registerUndo(program: Command, shell: Shell): void {
  const command = program
    .command('undo')
    .description('put back what was changed, the latest first; asks where the step did')
    .argument('[step]', 'step or part of one; without it the whole run')
    .addOption(yesOption());
  steeringOptions(command, 'why; needed')
    .addHelpText(
      'after',
      `
Examples:
  blackstart undo enable/login --what-if
  blackstart undo enable/login --as han-jiwoo --reason "Wrong release"
  blackstart undo --as han-jiwoo --reason "We begin anew tomorrow"`,
    )
    .action(
      async (
        step: string | undefined,
        options: SteeringOptions & { readonly yes: boolean },
        self: Command,
      ) => {
        const steering = { act: 'undo', ...(step === undefined ? {} : { step }) } as const;
        const taken = await steer(steering, options, self, shell, step === undefined);
        if (taken === undefined) return;
        const { tellUndo } = await import('./after-saying.js');
        await tellUndo(taken, self, shell);
      },
    );
}
