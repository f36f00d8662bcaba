import type { Command } from 'commander';
import { parseDuration } from '../../model/duration';
import { OperationError } from '../../model/errors';
import type { Shell } from '../terminal/shell';
import {
  say,
  steeringOptions,
  personOptions,
  type PersonOptions,
  type SteeringOptions,
} from './say';
import { steer, wholeRun } from './steer';
import { feedOf } from './tripped-feed';

const STEP = 'step or part of one, as `blackstart show` names it';
const ID = 'recovery; may be left out when one is open';

/** `retry`, `skip`: what becomes of a step that is held. */
export function registerStepSteering(program: Command, shell: Shell): void {
  const verbs = [
    ['retry', 'try a held step again, or ask a denied question again'],
    ['skip', 'go on without a step; an approval needs its own quorum for that'],
  ] as const;
  for (const [act, description] of verbs) {
    const command = program.command(act).description(description).argument('<step>', STEP);
    steeringOptions(command, 'why; needed')
      .addHelpText(
        'after',
        `\nExamples:\n  blackstart ${act} restore/feed-a/w2 --as han-jiwoo --reason "Cable replaced"\n  blackstart ${act} restore/feed-a/w2 --what-if`,
      )
      .action(async (step: string, options: SteeringOptions, self: Command) => {
        await steer({ act, step }, options, self, shell);
      });
  }
}

/** `pause`, `stop`: the run stands still. */
export function registerRunSteering(program: Command, shell: Shell): void {
  const verbs = [
    ['pause', 'start nothing new; what runs goes on', 'why; needed'],
    ['stop', 'start nothing new and cancel what runs; anyone in the roster may', 'why'],
  ] as const;
  for (const [act, description, reason] of verbs) {
    const command = program.command(act).description(description).argument('[id]', ID);
    steeringOptions(command, reason)
      .addHelpText(
        'after',
        `\nExamples:\n  blackstart ${act} --as han-jiwoo --reason "Crew changes shift"\n  blackstart ${act} --what-if`,
      )
      .action(async (id: string | undefined, options: SteeringOptions, self: Command) => {
        await steer({ act }, await wholeRun(act, id, options, self), self, shell);
      });
  }
}

type ResumeOptions = SteeringOptions & { readonly feed?: string; readonly cause?: string };

/** `resume`: the run goes on, or a feed that tripped. */
export function registerResume(program: Command, shell: Shell): void {
  const command = program
    .command('resume')
    .description('go on after pause or stop, or take a tripped feed up again')
    .argument('[step]', 'part of a step that names the feed, such as power-safe/feed-a')
    .option('--feed <feed>', 'feed that tripped; its power gate must be signed off again')
    .option('--cause <text>', 'what was found to be the cause of the trip; needed with a feed');
  steeringOptions(command, 'why; needed, of a feed by default its cause')
    .addHelpText(
      'after',
      `
Power that comes back moves nothing: a feed that tripped goes on only by this,
once its power gate has been signed off again.

Examples:
  blackstart resume --as han-jiwoo --reason "Crew is back"
  blackstart resume --feed feed-a --cause "Joint was wet" --as han-jiwoo
  blackstart resume --feed feed-a --what-if`,
    )
    .action(async (step: string | undefined, options: ResumeOptions, self: Command) => {
      const feed = await feedOf(step, options, self);
      if (feed === undefined) {
        if (options.cause !== undefined)
          throw new OperationError('USAGE', '--cause is of a trip: name its feed by --feed');
        await steer({ act: 'resume' }, options, self, shell);
        return;
      }
      const cause = options.cause ?? '';
      // Without a cause the run says that it wants one, rather than a reason.
      const reason = options.reason ?? (cause === '' ? `resume of ${feed}` : cause);
      const answer = { feed, cause };
      await steer({ act: 'resume', feed, answer: () => answer, reason }, options, self, shell);
    });
}

interface WaiveOptions extends SteeringOptions {
  readonly interlock: string;
  readonly feed: string;
  readonly for: string;
}

/** `waive`: one interlock of one feed does not count for a time, by two people. */
export function registerWaive(program: Command, shell: Shell): void {
  const command = program
    .command('waive')
    .description('let one interlock of one feed not count for a time; takes two people')
    .argument('<step>', 'power gate, such as power-safe/feed-a')
    .requiredOption('--interlock <id>', 'which interlock of the gate')
    .requiredOption('--feed <feed>', 'on which feed')
    .requiredOption('--for <duration>', 'how long, such as 30m; at most 24h');
  steeringOptions(command, 'why it may be passed over; needed')
    .addHelpText(
      'after',
      `
The first person asks for it; the second says the same within 30 minutes. It is
shown on everything that is done under it.

Example:
  blackstart waive power-safe/feed-a --interlock inlet --feed feed-a --for 30m \\
    --as han-jiwoo --reason "Probe is broken, read by hand"`,
    )
    .action(async (step: string, options: WaiveOptions, self: Command) => {
      const { interlock, feed } = options;
      const forMs = parseDuration(options.for);
      if (forMs === undefined)
        throw new OperationError(
          'USAGE',
          `--for '${options.for}' is no duration, such as 30m or 2h`,
        );
      const parts = step.includes('/') ? step : `${step}/${feed}`;
      const steering = { act: 'waive', step: parts, feed, interlock, forMs } as const;
      const answer = { feed, interlock, forMs };
      const taken = await steer({ ...steering, answer: () => answer }, options, self, shell);
      if (taken === undefined) return;
      const { tellWaiver } = await import('./after-saying.js');
      await tellWaiver(taken, { feed, interlock }, self, shell);
    });
}

/** `note`: something worth keeping, on the run or on one of its steps. */
export function registerNote(program: Command, shell: Shell): void {
  const command = program
    .command('note')
    .description('write something down in the record of a recovery')
    .argument('<text>', 'what to write; with --reason the step that it is about');
  personOptions(command, 'what to write about the step')
    .addHelpText(
      'after',
      '\nExamples:\n  blackstart note "Fire crew is back in hall 2" --as han-jiwoo\n  blackstart note restore/feed-a/w2 --as han-jiwoo --reason "Smells burnt"',
    )
    .action(async (text: string, options: PersonOptions, self: Command) => {
      const { reason } = options;
      await say(
        reason === undefined ? { act: 'note', reason: text } : { act: 'note', step: text },
        options,
        self,
        shell,
      );
    });
}
