import { pad, widthOf, wrap } from './text';

/** A column of a table. */
export interface Column {
  readonly title?: string;
  readonly align?: 'left' | 'right';
  /** This one gives way where the table is too wide; one column at most. */
  readonly isFlexible?: boolean;
  /** A flexible column goes on in the next line, rather than being cut. */
  readonly wraps?: boolean;
  /** Left out where even that is not enough; those with the lowest number go first. */
  readonly drop?: number;
}

const GAP = '  ';
/** Least columns of a flexible one, and of any other that must give way in the end. */
const LEAST_FLEXIBLE = 8;
const LEAST = 3;

/** Rows as aligned lines of at most `width` columns; cells may be coloured. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  indent = '',
): readonly string[] {
  const titles = columns.map((column) => column.title ?? '');
  const isTitled = titles.some((title) => title !== '');
  const all = isTitled ? [titles, ...rows] : rows;
  const widths = columns.map((_, i) => Math.max(0, ...all.map((row) => widthOf(row[i] ?? ''))));
  const kept = keptColumns(columns, widths, width - widthOf(indent));
  const shown = kept.map((i) => columns[i] ?? {});
  const fitting = fitted(
    shown,
    kept.map((i) => widths[i] ?? 0),
    width - widthOf(indent),
  );
  return all.flatMap((row) =>
    lines(
      shown,
      kept.map((i) => row[i] ?? ''),
      fitting,
      indent,
    ),
  );
}

/** Places of the columns that there is room for, were the flexible one as narrow as may be. */
function keptColumns(
  columns: readonly Column[],
  widths: readonly number[],
  room: number,
): readonly number[] {
  let kept = columns.map((_, i) => i);
  const least = (i: number): number => {
    const own = widths[i] ?? 0;
    return columns[i]?.isFlexible === true ? Math.min(own, LEAST_FLEXIBLE) : own;
  };
  const isOver = (): boolean =>
    kept.reduce((sum, i) => sum + least(i), 0) + GAP.length * (kept.length - 1) > room;
  const drops = columns
    .flatMap(({ drop }, i) => (drop === undefined ? [] : [{ i, drop }]))
    .sort((a, b) => a.drop - b.drop);
  for (const { i } of drops) {
    if (!isOver()) break;
    kept = kept.filter((one) => one !== i);
  }
  return kept;
}

/** Widths that fit: the flexible column gives way first, then whichever is the widest. */
function fitted(columns: readonly Column[], wanted: readonly number[], room: number): number[] {
  const widths = [...wanted];
  const gaps = GAP.length * (widths.length - 1);
  let over = widths.reduce((sum, one) => sum + one, 0) + gaps - room;
  const flexible = columns.findIndex((column) => column.isFlexible);
  if (over > 0 && flexible >= 0) {
    const own = widths[flexible] ?? 0;
    const given = Math.min(over, Math.max(own - LEAST_FLEXIBLE, 0));
    widths[flexible] = own - given;
    over -= given;
  }
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const own = widths[widest] ?? 0;
    if (own <= LEAST) break;
    widths[widest] = own - 1;
    over -= 1;
  }
  return widths;
}

function lines(
  columns: readonly Column[],
  row: readonly string[],
  widths: readonly number[],
  indent: string,
): readonly string[] {
  const cells = columns.map((column, i) =>
    column.wraps === true ? wrap(row[i] ?? '', widths[i] ?? 0) : [row[i] ?? ''],
  );
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    (
      indent +
      columns
        .map((column, i) => pad(cells[i]?.[line] ?? '', widths[i] ?? 0, column.align))
        .join(GAP)
    ).trimEnd(),
  );
}
