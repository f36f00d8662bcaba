import type { RecoveryView } from '../../model/view/recovery-view';
import type { CommandPlace } from './answers';
import { feedCount, feedLines } from './feeds';
import { headerLines } from './header';
import { heldBrief, heldLines } from './held';
import { serviceCount, serviceTiers } from './services';
import { collapsedSteps, stepCount, stepLines } from './steps';
import type { Style } from './style';
import { cut } from './text';
import { alarmBrief, fallenLines, leftLines, tripLines, waiverLines } from './trips';
import { waitingLine, waitingLines } from './waiting';

/** What the live picture is made of besides the view. */
export interface ProgressFrame {
  readonly view: RecoveryView;
  /** Lines of the last events, the newest last. */
  readonly events: readonly string[];
  /** Something that everyone should know first, such as that Temporal is down. */
  readonly notice?: string;
  readonly place: CommandPlace;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A part of the picture in several sizes, the largest first. */
interface Section {
  readonly title: string;
  readonly sizes: readonly (readonly string[])[];
}

/** Events shown where there is room. */
const MOST_EVENTS = 8;

/** The live picture in at most `height` lines: what needs people stays longest. */
export function progressLines(
  frame: ProgressFrame,
  height: number,
  style: Style,
): readonly string[] {
  const { view, place, now, notice } = frame;
  const head = [
    ...headerLines(view, now, style),
    ...(notice === undefined ? [] : [cut(style.red(notice), style.width)]),
  ];
  const events = frame.events.slice(-MOST_EVENTS).map((line) => cut(`  ${line}`, style.width));
  const last = { title: 'LATEST', sizes: [events, events.slice(-4), events.slice(-2), []] };
  const steps = {
    title: 'STEPS',
    sizes: [
      stepLines(view.steps, view, now, style),
      collapsedSteps(view, now, style),
      [cut(stepCount(view, style), style.width)],
    ],
  };
  const services = {
    title: 'SERVICES',
    sizes: [serviceTiers(view, style), [cut(serviceCount(view), style.width)], []],
  };
  const servers = {
    title: 'SERVERS',
    sizes: [feedLines(view, style), [cut(feedCount(view, style), style.width)], []],
  };
  const brief = view.waiting.map((ask) => waitingLine(ask, now, style));
  const waiting = { title: 'WAITING', sizes: [waitingLines(view, place, now, style), brief] };
  const held = { title: 'HELD', sizes: [heldLines(view, place, style), heldBrief(view, style)] };
  const foot = [style.dim(cut('Ctrl-C leaves it running; it is not stopped by that', style.width))];
  const alarms = {
    title: 'ALARM',
    sizes: [
      [
        ...leftLines(view, style),
        ...tripLines(view, place, style),
        ...fallenLines(view, style),
        ...waiverLines(view, style),
      ],
      [...leftLines(view, style), ...alarmBrief(view, style), ...waiverLines(view, style)],
      alarmBrief(view, style),
    ],
  };
  const sections = [alarms, steps, servers, services, held, waiting, last];
  const shrinking = [
    last,
    last,
    steps,
    last,
    services,
    servers,
    steps,
    alarms,
    waiting,
    held,
    alarms,
    services,
    servers,
  ];
  const sized = fit(sections, shrinking, height - head.length - foot.length);
  const body = sections.flatMap((section) =>
    titled(section.title, sized.get(section) ?? [], style),
  );
  return limited([...head, ...body], height - foot.length, style).concat(foot);
}

/** Chooses a size for each section: the largest at first, then those in `shrinking` smaller by one, in order. */
function fit(
  sections: readonly Section[],
  shrinking: readonly Section[],
  height: number,
): ReadonlyMap<Section, readonly string[]> {
  const chosen = new Map(sections.map((section) => [section, 0]));
  const linesOf = (section: Section): readonly string[] =>
    section.sizes[chosen.get(section) ?? 0] ?? [];
  const total = (): number =>
    sections.reduce(
      (sum, one) => sum + (linesOf(one).length === 0 ? 0 : linesOf(one).length + 1),
      0,
    );
  for (const section of shrinking) {
    if (total() <= height) break;
    chosen.set(section, (chosen.get(section) ?? 0) + 1);
  }
  return new Map(sections.map((section) => [section, linesOf(section)]));
}

function titled(title: string, lines: readonly string[], style: Style): readonly string[] {
  const shown = lines.filter((line) => line.trim() !== '');
  return shown.length === 0 ? [] : [style.bold(title), ...shown];
}

function limited(lines: readonly string[], height: number, style: Style): string[] {
  if (lines.length <= height) return [...lines];
  const kept = lines.slice(0, Math.max(height - 1, 1));
  return [...kept, style.dim(`  … ${lines.length - kept.length} more lines: blackstart show`)];
}
