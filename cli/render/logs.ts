import type { AttemptRow } from '../../client/read-recoveries';
import { durationText } from '../../model/duration';
import type { Style } from './style';
import { cut, plain, wrap } from './text';
import { clock, secondsBetween } from './times';

/** Most characters of an answer that are shown. */
const MOST_ANSWER = 600;

/** Calls as they went: when, what was sent, what came back, how old the reading was. */
export function logLines(rows: readonly AttemptRow[], style: Style): readonly string[] {
  return rows.flatMap((row) => attemptLines(row, style));
}

function attemptLines(row: AttemptRow, style: Style): readonly string[] {
  const { width } = style;
  const took = durationText(Math.max(secondsBetween(row.at, row.endedAt), 0) * 1000);
  const sign = row.error === null ? style.green('✓') : style.red('✗');
  const item = row.item === null ? '' : ` ${plain(row.item)}`;
  const head = `${sign} ${style.dim(clock(row.at, style))} ${style.bold(row.node)} attempt ${row.attempt}, ${row.phase}${item} (${took})`;
  const inner = (label: string, text: string): readonly string[] =>
    wrap(breakable(plain(text)), width - 5 - label.length, '  ')
      .map((line, i) => `${i === 0 ? label : ' '.repeat(label.length)} ${line}`)
      .map((line) => `    ${line}`);
  return [
    cut(head, width),
    ...inner('sent', `${row.uses} ${row.request}`),
    ...(row.answer === null
      ? []
      : shortened(row.answer)
          .split('\n')
          .flatMap((line, i) => inner(i === 0 ? 'got' : '   ', line))),
    ...(row.sampledAt === null ? [] : inner('read', ageText(row, style))),
    ...(row.error === null ? [] : inner('error', row.error).map(style.red)),
  ];
}

/** How old a reading was when the call ended. */
function ageText(row: AttemptRow, style: Style): string {
  const at = row.sampledAt ?? row.endedAt;
  const age = secondsBetween(at, row.endedAt);
  const when = clock(at, style);
  return age < 0
    ? `at ${when}, ${durationText(-age * 1000)} ahead of this machine's clock`
    : `at ${when}, ${durationText(age * 1000)} old`;
}

function shortened(text: string): string {
  const rest = text.length - MOST_ANSWER;
  return rest > 0
    ? `${text.slice(0, MOST_ANSWER)}… (${rest} more characters: --format json)`
    : text;
}

/** JSON may be broken after its commas. */
function breakable(text: string): string {
  return text.replace(/,(?=["{[])/g, ', ');
}
