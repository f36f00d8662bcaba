import type { Command } from 'commander';
import type { Shell } from '../terminal/shell';
import { personOptions, say, type PersonOptions } from './say';

/** `retry`, `skip`: what becomes of a step that is held. */
export function registerStepSteering(program: Command, shell: Shell): void {
  const verbs = [
    ['retry', 'try a held step again, or ask a denied question again'],
    ['skip', 'go on without a step; an approval needs its own quorum for that'],
  ] as const;
  for (const [act, description] of verbs) {
    const command = program
      .command(act)
      .description(description)
      .argument('<step>', 'step or part of one, as `blackstart show` names it');
    personOptions(command, 'why; needed')
      .addHelpText(
        'after',
        `\nExample:\n  blackstart ${act} restore/feed-a/w2 --as han-jiwoo --reason "Cable replaced"`,
      )
      .action((step: string, options: PersonOptions, self: Command) =>
        say({ act, step }, options, self, shell),
      );
  }
}

/** `pause`, `resume`, `stop`: what becomes of the run. */
export function registerRunSteering(program: Command, shell: Shell): void {
  const verbs = [
    ['pause', 'start nothing new; what runs goes on', 'why; needed'],
    ['resume', 'go on after pause or stop', 'why; needed'],
    ['stop', 'start nothing new and cancel what runs; anyone in the roster may', 'why'],
  ] as const;
  for (const [act, description, reason] of verbs) {
    const command = program.command(act).description(description);
    personOptions(command, reason)
      .addHelpText(
        'after',
        `\nExample:\n  blackstart ${act} --as han-jiwoo --reason "Crew changes shift"`,
      )
      .action((options: PersonOptions, self: Command) => say({ act }, options, self, shell));
  }
}
