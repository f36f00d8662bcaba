import type { RecoveryView } from '../../model/view/recovery-view';
import type { CommandPlace } from './answers';
import { headerLines } from './header';
import { heldLines } from './held';
import { serviceTable } from './services';
import { section } from './show';
import type { Style } from './style';
import { wrap } from './text';
import { fallenLines, leftLines, tripLines, waiverLines } from './trips';
import { waitingLines } from './waiting';

/** How a recovery ended, or how it was left: every service with its objective, and what is in the way. */
export function summaryLines(
  view: RecoveryView,
  place: CommandPlace,
  now: number,
  style: Style,
): readonly string[] {
  const { services } = view;
  const enabled = services.filter((one) => one.status === 'enabled').length;
  const met = services.filter((one) => one.met === true).length;
  const missed = services.filter((one) => one.met === false).length;
  const simulated = view.speed > 1 ? ` Times are simulated at x${view.speed}: no proof.` : '';
  const total = `${enabled} of ${services.length} services enabled; objective met by ${met}, missed by ${missed}.${simulated}`;
  return [
    ...headerLines(view, now, style),
    ...(services.length === 0
      ? []
      : [
          ...section('SERVICES', serviceTable(view, now, style), style),
          '',
          ...wrap(total, style.width),
        ]),
    ...section('LEFT UNSAFE', leftLines(view, style), style),
    ...section('TRIPPED', tripLines(view, place, style), style),
    ...section('FALLEN', fallenLines(view, style), style),
    ...section('WAIVED', waiverLines(view, style), style),
    ...section('HELD', heldLines(view, place, style), style),
    ...(view.endedAt === null
      ? section('WAITING', waitingLines(view, place, now, style), style)
      : []),
  ];
}
