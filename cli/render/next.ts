import type { Callee, Move } from '../../model/view/next-move';
import type { RecoveryView } from '../../model/view/recovery-view';
import { answersTo, commandWords, type CommandPlace } from './answers';
import type { Style } from './style';
import { plain, shellWord, wrap, wrapCommand } from './text';
import { clock, secondsBetween, spanText } from './times';

/** Most people that are named. */
const MOST_PEOPLE = 4;
/** Most services that are named. */
const MOST_SERVICES = 6;

/** The words of the command that makes a move, by the first who may; what is still to be said stands in capitals. */
export function moveWords(move: Move, view: RecoveryView, place: CommandPlace): readonly string[] {
  const [first] = move.who;
  const as = [
    `--as ${first?.person ?? 'PERSON'}`,
    ...(first?.role === null || first?.role === undefined ? [] : [`--role ${first.role}`]),
  ];
  if (move.part !== null && move.node !== null) {
    const ask = view.waiting.find((one) => one.node === move.node);
    const answer = ask === undefined ? undefined : answersTo(ask, place)[0];
    if (answer !== undefined)
      return answer.words.flatMap((word) => (word.startsWith('--as ') ? as : [word]));
  }
  if (move.feed !== null)
    return commandWords('resume', undefined, [`--feed ${move.feed}`, '--cause TEXT', ...as], place);
  return commandWords(move.act, move.node ?? undefined, [...as, '--reason TEXT'], place);
}

/** The one thing that blocks most: what it is, what waits behind it, whom to call, what to type. */
export function nextLines(
  moves: readonly Move[],
  view: RecoveryView,
  place: CommandPlace,
  now: number,
  style: Style,
): readonly string[] {
  const [move] = moves;
  if (move === undefined) return [nothingText(view)];
  const { width } = style;
  const since = `since ${clock(move.since, style)} (${spanText(secondsBetween(move.since, now))})`;
  const others = moves.length - 1;
  return [
    ...wrap(`${style.yellow('?')} ${style.bold(plain(move.what))}`, width, '  '),
    ...wrap(`  ${since}; behind it: ${behindText(move)}`, width - 2, '  ').map(
      (line) => `  ${line}`,
    ),
    ...fixLines(move, style),
    ...callLines(move.who, style),
    ...wrapCommand(moveWords(move, view, place), width, '    ').map(style.cyan),
    ...(move.act === 'done' && move.error !== null
      ? [
          '  or, where it was not done:',
          ...wrapCommand(
            commandWords('retry', move.node ?? undefined, ['--as PERSON', '--reason TEXT'], place),
            width,
            '    ',
          ).map(style.cyan),
        ]
      : []),
    ...(others === 0
      ? []
      : [
          style.dim(
            `  ${others} ${others === 1 ? 'thing blocks' : 'things block'} less: blackstart inbox`,
          ),
        ]),
  ];
}

function behindText({ behind }: Move): string {
  const { services, nodes } = behind;
  const steps = `${nodes} ${nodes === 1 ? 'step' : 'steps'}`;
  if (services.length === 0) return nodes === 0 ? 'nothing else' : steps;
  const named = services.slice(0, MOST_SERVICES).map(({ id, tier }) => `${id} (tier ${tier})`);
  const rest = services.length - named.length;
  return `${steps}, ${services.length} ${services.length === 1 ? 'service' : 'services'}: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function fixLines({ error }: Move, style: Style): readonly string[] {
  if (error?.fix === undefined) return [];
  return wrap(`fix: ${plain(error.fix)}`, style.width - 2, '  ').map((line) => `  ${line}`);
}

function callLines(who: readonly Callee[], style: Style): readonly string[] {
  if (who.length === 0) return [style.red('  nobody in the roster may do that')];
  const rest = who.length - MOST_PEOPLE;
  return [
    ...who.slice(0, MOST_PEOPLE).flatMap(({ name, role, contact }, i) => {
      const text = `${i === 0 ? 'call' : 'or'} ${plain(name)}${role === null ? '' : ` (${role})`}${contact === '' ? '' : `: ${plain(contact)}`}`;
      return wrap(text, style.width - 2, '  ').map((line) => `  ${line}`);
    }),
    ...(rest > 0 ? [style.dim(`  or ${rest} more`)] : []),
  ];
}

function nothingText(view: RecoveryView): string {
  if (view.endedAt !== null) return `${view.id} has ended: ${view.status}`;
  const running = view.steps.filter((step) => step.status === 'running').length;
  return `nothing waits for people; ${running} ${running === 1 ? 'step is' : 'steps are'} at work: blackstart watch ${shellWord(view.id)}`;
}
