import type { Problem } from '../problem';

/** How problems are coloured; each function wraps a text. */
export interface ProblemColours {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const PLAIN: ProblemColours = { error: same, warning: same, dim: same, bold: same };

function same(text: string): string {
  return text;
}

/** Problems as text for people: place first, so that terminals link it, then a code frame and the fix. */
export function formatProblems(
  problems: readonly Problem[],
  texts: ReadonlyMap<string, string>,
  colours: ProblemColours = PLAIN,
  width = 80,
): string {
  return problems
    .map((problem) => formatProblem(problem, texts.get(problem.file), colours, width))
    .join('\n\n');
}

function formatProblem(
  problem: Problem,
  text: string | undefined,
  colours: ProblemColours,
  width: number,
): string {
  const severity =
    problem.severity === 'error' ? colours.error('error') : colours.warning('warning');
  const lines = [
    `${colours.bold(`${problem.file}:${problem.line}:${problem.column}`)} ${severity} ${problem.code}`,
    `  ${problem.message}`,
    ...(text === undefined ? [] : codeFrame(text, problem, width).map((line) => colours.dim(line))),
    `  fix: ${problem.fix}`,
  ];
  return lines.join('\n');
}

/** The line of a problem with its neighbours and a mark under its column; long lines are cut around it. */
function codeFrame(
  text: string,
  at: { readonly line: number; readonly column: number },
  width = 80,
): readonly string[] {
  const lines = text.split(/\r?\n/);
  const first = Math.max(at.line - 2, 1);
  const last = Math.min(at.line + 1, lines.length);
  const gutter = String(last).length;
  const room = Math.max(width - gutter - 5, 20);
  const from = at.column > room - 10 ? at.column - Math.floor(room / 2) : 0;
  const frame: string[] = [];
  for (let line = first; line <= last; line += 1) {
    const mark = line === at.line ? '>' : ' ';
    frame.push(
      `${mark} ${String(line).padStart(gutter)} | ${(lines[line - 1] ?? '').slice(from, from + room)}`.trimEnd(),
    );
    if (line === at.line)
      frame.push(`  ${' '.repeat(gutter)} | ${' '.repeat(Math.max(at.column - 1 - from, 0))}^`);
  }
  return frame;
}
