import type { Problem } from '../../model/problem';
import { formatProblems } from '../../model/source/format-problems';
import type { Style } from './style';

/** Control characters but line ends and tabs: a file must not write to the terminal that shows it. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Problems with their code frames, coloured. */
export function problemText(
  problems: readonly Problem[],
  texts: ReadonlyMap<string, string>,
  style: Style,
): string {
  const named = new Set(problems.map((problem) => problem.file));
  const shown = new Map(
    [...texts]
      .filter(([file]) => named.has(file))
      .map(([file, text]) => [file, text.replace(CONTROL, '�')] as const),
  );
  const clean = problems.map((problem) => ({
    ...problem,
    message: problem.message.replace(CONTROL, '�'),
  }));
  const { red: error, yellow: warning, dim, bold } = style;
  return formatProblems(clean, shown, { error, warning, dim, bold }, style.width);
}

/** What was found, in one line. */
export function problemCount(problems: readonly Problem[], files: number): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const where = `in ${counted(files, 'file')}`;
  if (problems.length === 0) return `valid: no problems ${where}`;
  const parts = [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ];
  return `${errors === 0 ? 'valid: ' : ''}${parts.join(', ')} ${where}`;
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
