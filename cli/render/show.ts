import type { RecoveryView } from '../../model/view/recovery-view';
import { commandWords, type CommandPlace } from './answers';
import { feedLines } from './feeds';
import { headerLines } from './header';
import { heldLines } from './held';
import { serviceTable } from './services';
import { stepLines } from './steps';
import type { Style } from './style';
import { cut, plain, wrap, wrapCommand } from './text';
import { dateTime } from './times';
import { fallenLines, leftLines, noteLines, tripLines, waiverLines } from './trips';
import { waitingLines } from './waiting';

/** A recovery whole, for `show`; `now` in ms since 1970. */
export function showLines(
  view: RecoveryView,
  place: CommandPlace,
  now: number,
  style: Style,
): readonly string[] {
  const ended = view.endedAt === null ? '' : `, ended ${dateTime(view.endedAt, style)}`;
  const lost = view.lostAt === view.startedAt ? '' : `, power lost ${dateTime(view.lostAt, style)}`;
  const waiting = waitingLines(view, place, now, style);
  return [
    ...headerLines(view, now, style),
    cut(
      `started ${dateTime(view.startedAt, style)} by ${view.starter}${lost}${ended}`,
      style.width,
    ),
    style.dim(
      cut(
        `plan ${view.plan.runbook} ${shortDigest(view.plan.digest)}, procedure ${shortDigest(view.plan.procedureDigest)}`,
        style.width,
      ),
    ),
    ...(view.after === null
      ? []
      : wrap(
          `after ${view.after.recovery}, which was left open: ${plain(view.after.reason)}`,
          style.width,
          '  ',
        )),
    ...section('LEFT UNSAFE', leftLines(view, style), style),
    ...section('TRIPPED', tripLines(view, place, style), style),
    ...section('FALLEN', fallenLines(view, style), style),
    ...section('WAIVED', waiverLines(view, style), style),
    ...section('STEPS', stepLines(view.steps, view, now, style), style),
    ...section('SERVERS', feedLines(view, style), style),
    ...section('SERVICES', view.services.length === 0 ? [] : serviceTable(view, now, style), style),
    ...section('HELD', heldLines(view, place, style), style),
    ...section('WAITING', waiting, style),
    ...section('NOTES', noteLines(view, style), style),
    ...(waiting.length === 0
      ? []
      : [
          '',
          ...wrapCommand(
            ['questions in full:', ...commandWords('inbox', undefined, [], place)],
            style.width,
          ),
        ]),
  ];
}

/** A titled part of a page; nothing where it has no lines. */
export function section(title: string, lines: readonly string[], style: Style): readonly string[] {
  return lines.length === 0 ? [] : ['', style.bold(title), ...lines];
}

/** Enough of a digest to tell two apart. */
function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
