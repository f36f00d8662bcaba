import type { FeedView, RecoveryView } from '../../model/view/recovery-view';
import { commandWords, type CommandPlace } from './answers';
import { statusSign, type Style } from './style';
import { cut, plain, wrap, wrapCommand } from './text';
import { clock } from './times';

/** Feeds that tripped: why, what is missing before each goes on, what waits because of it, and the command. */
export function tripLines(
  view: RecoveryView,
  place: CommandPlace,
  style: Style,
): readonly string[] {
  const { width } = style;
  const inner = (text: string): readonly string[] =>
    wrap(text, width - 4, '  ').map((line) => `    ${line}`);
  return view.feeds.flatMap(({ id, trip }) => {
    if (trip === null) return [];
    const resume = ['--as PERSON', `--feed ${id}`, '--cause TEXT'];
    return [
      ...wrap(
        `${statusSign('held', style)} ${style.bold(id)} ${style.red('tripped')} ${clock(trip.at, style)}: ${trip.interlock}: ${plain(trip.reason)}`,
        width - 2,
        '  ',
      ).map((line) => `  ${line}`),
      ...inner(`needs ${trip.needs.map(plain).join('; ')}`),
      ...trip.waits.flatMap(({ feed, what }) =>
        inner(`${feed} waits for later readings: it shares ${what.map(plain).join(', ')}`),
      ),
      ...wrapCommand(commandWords('resume', undefined, resume, place), width, '    ').map(
        style.cyan,
      ),
    ];
  });
}

/** One line for each feed that tripped and each service that has fallen. */
export function alarmBrief(view: RecoveryView, style: Style): readonly string[] {
  return [
    ...view.feeds.flatMap((feed) => (feed.trip === null ? [] : [tripBrief(feed, style)])),
    ...fallenLines(view, style),
  ];
}

function tripBrief({ id, trip }: FeedView, style: Style): string {
  const why = trip === null ? '' : `: ${trip.interlock}: ${plain(trip.reason)}`;
  return cut(`  ${statusSign('held', style)} ${style.red(`${id} tripped`)}${why}`, style.width);
}

/** Services that had all their traffic and fell, with those that wait for them. */
export function fallenLines(view: RecoveryView, style: Style): readonly string[] {
  return view.services
    .filter((service) => service.fallen)
    .map(({ id, title }) =>
      cut(
        `  ${statusSign('held', style)} service ${style.red(`${id} has fallen`)}${title === id ? '' : ` (${plain(title)})`}; ramps that need it wait`,
        style.width,
      ),
    );
}

/** Interlocks that do not count now, or that somebody has asked to waive. */
export function waiverLines(view: RecoveryView, style: Style): readonly string[] {
  return view.waivers.flatMap(({ interlock, feed, until, by }) => {
    const who = by.map((one) => one.person).join(', ');
    const text =
      until === null
        ? `waiver of ${interlock} of ${feed} asked for by ${who}: a second person must sign`
        : `${interlock} of ${feed} does not count until ${clock(until, style)}: waived by ${who}`;
    return wrap(`${style.yellow('^')} ${text}`, style.width - 2, '  ').map((line) => `  ${line}`);
  });
}

/** What make-safe could not do. */
export function leftLines(view: RecoveryView, style: Style): readonly string[] {
  return view.left.flatMap((text) =>
    wrap(`${statusSign('held', style)} ${plain(text)}`, style.width - 2, '  ').map(
      (line) => `  ${line}`,
    ),
  );
}

/** What people wrote down, the newest last. */
export function noteLines(view: RecoveryView, style: Style): readonly string[] {
  return view.notes.slice(-MOST_NOTES).flatMap(({ at, person, step, text }) => {
    const about = step === null ? '' : ` on ${step}`;
    return wrap(`${clock(at, style)} ${person}${about}: ${plain(text)}`, style.width - 2, '  ').map(
      (line) => `  ${line}`,
    );
  });
}

/** Most notes that a page shows; the record holds them all. */
const MOST_NOTES = 10;
