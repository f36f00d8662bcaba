import type { RecoveryRow } from '../../client/read-recoveries';
import { runStatus } from './run-status';
import { isNarrow, type Style } from './style';
import { table } from './table';
import { cut, plain } from './text';
import { dateTime } from './times';

/** Recoveries, one a row, in the order given. */
export function listLines(rows: readonly RecoveryRow[], style: Style): readonly string[] {
  if (isNarrow(style)) return rows.flatMap((row) => narrowLines(row, style));
  const cells = rows.map((row) => [
    runStatus(row.status, style),
    row.mode === 'live' ? style.bold('LIVE') : 'drill',
    dateTime(row.startedAt, style),
    row.id,
    plain(row.title),
  ]);
  return table(
    [
      { title: 'STATUS' },
      { title: 'MODE' },
      { title: 'STARTED' },
      { title: 'ID' },
      { title: 'TITLE', isFlexible: true },
    ],
    cells,
    style.width,
  );
}

function narrowLines(row: RecoveryRow, style: Style): readonly string[] {
  const mode = row.mode === 'live' ? style.bold('LIVE') : 'drill';
  return [
    row.id,
    `  ${runStatus(row.status, style)} ${mode} ${dateTime(row.startedAt, style)}`,
    `  ${plain(row.title)}`,
  ].map((line) => cut(line, style.width));
}
