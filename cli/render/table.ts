import { pad, widthOf, wrap } from './text';

/** A column of a table. */
export interface Column {
  readonly title?: string;
  readonly align?: 'left' | 'right';
  /** This one gives way where the table is too wide; one column at most. */
  readonly isFlexible?: boolean;
  /** A flexible column goes on in the next line, rather than being cut. */
  readonly wraps?: boolean;
}

const GAP = '  ';

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
  const taken = widths.reduce((sum, one) => sum + one, 0) + GAP.length * (columns.length - 1);
  const over = widthOf(indent) + taken - width;
  const flexible = columns.findIndex((column) => column.isFlexible);
  if (over > 0 && flexible >= 0) widths[flexible] = Math.max((widths[flexible] ?? 0) - over, 8);
  return all.flatMap((row) => lines(columns, row, widths, indent));
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
