import type { RecoveryRow } from '../../client/read-recoveries';
import { runStatus } from './run-status';
import type { Style } from './style';
import { table } from './table';
import { plain } from './text';
import { dateTime } from './times';

/** Recoveries, one a row, in the order given. */
export function listLines(rows: readonly RecoveryRow[], style: Style): readonly string[] {
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
