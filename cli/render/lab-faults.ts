import type { LabFault } from '../../client/lab-control';
import type { Style } from './style';
import { table } from './table';
import { plain } from './text';
import { dateTime } from './times';

/** Faults of a lab, one a row, in the order in which they came. */
export function faultLines(faults: readonly LabFault[], style: Style): readonly string[] {
  return table(
    [
      { title: 'STATUS' },
      { title: 'ID' },
      { title: 'FAULT' },
      { title: 'BEGAN' },
      { title: 'TARGET', isFlexible: true },
    ],
    faults.map(({ id, fault, target, status, beganAt }) => [
      status === 'on' ? style.red(status) : style.dim(status),
      plain(id),
      plain(fault),
      beganAt === undefined ? '' : dateTime(beganAt, style),
      plain(target),
    ]),
    style.width,
  );
}
