import type { AskView, RecoveryView } from '../../model/view/recovery-view';
import { answersTo, type CommandPlace } from './answers';
import { isNarrow, type Style } from './style';
import { cut, plain, widthOf, wrap, wrapCommand } from './text';
import { clock, secondsBetween, spanText } from './times';

/** Open questions, two lines each: what waits for whom since when, and the command that answers. */
export function waitingLines(
  view: RecoveryView,
  place: CommandPlace,
  now: number,
  style: Style,
): readonly string[] {
  return view.waiting.flatMap((ask) => {
    const [next] = answersTo(ask, place);
    // Simulated people answer by themselves.
    const command = view.simulated || next === undefined ? [] : next.words;
    return [
      waitingLine(ask, now, style),
      ...(command.length === 0 ? [] : wrapCommand(command, style.width, '    ')),
    ];
  });
}

/** One line of a question: what is missing first, and since when. */
export function waitingLine(ask: AskView, now: number, style: Style): string {
  const [first] = ask.open;
  const others = ask.open.length - 1;
  const more = others > 0 ? ` (+${others})` : '';
  const span = spanText(secondsBetween(ask.since, now));
  const since = style.dim(isNarrow(style) ? span : `since ${clock(ask.since, style)}, ${span}`);
  const head = `  ${style.yellow('?')} ${ask.node}: ${plain(first?.text ?? ask.title)}${more}`;
  return `${cut(head, style.width - widthOf(since) - 2)}  ${since}`;
}

/** A question whole, in its one shape, with who may answer how. */
export function questionBlock(
  ask: AskView,
  place: CommandPlace,
  now: number,
  style: Style,
): readonly string[] {
  const [head = '', title = '', ...rest] = ask.lines.map(plain);
  const { width } = style;
  const since = `open since ${clock(ask.since, style)} (${spanText(secondsBetween(ask.since, now))})`;
  const until = ask.until === null ? 'no deadline' : `held at ${clock(ask.until, style)}`;
  return [
    ...wrap(`${style.yellow('?')} ${style.bold(ask.node)}  ${title}`, width, '  '),
    ...[head, ...rest].flatMap((line) => wrap(line, width - 2, '  ').map((one) => `  ${one}`)),
    style.dim(cut(`  ${since}, ${until}`, width)),
    ...answersTo(ask, place).flatMap((answer) => [
      ...wrap(`- ${plain(answer.text)}`, width - 2, '  ').map((one) => `  ${one}`),
      ...wrapCommand(answer.words, width, '      ').map(style.cyan),
    ]),
    style.dim(cut(`  to say no: blackstart deny ${ask.node} --as PERSON --reason TEXT`, width)),
  ];
}
