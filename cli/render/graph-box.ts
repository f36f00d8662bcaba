import type { OutlineStep } from '../../model/plan/plan';
import { isGate, type StepGraph } from './graph';
import type { Rect } from './layered-layout';
import { element, svgText } from './svg-text';
import { cut, plain, widthOf, wrap } from './text';

const WIDTH = 240;
const PAD = 14;
/** Columns of text that fit in a box in whatever font the reader has: of the title, and of smaller text. */
const TITLE_COLUMNS = 29;
/** Of titles all in capitals. */
const CAPITAL_COLUMNS = 22;
const NOTE_COLUMNS = 34;
const MOST_LINES = 3;
const KIND_LINE = 22;
const TITLE_LINE = 18;
const NOTE_LINE = 18;
const BEVEL = 11;
const JOIN_WIDTH = 120;
const JOIN_HEIGHT = 30;

export function boxWidth(step: OutlineStep): number {
  return step.kind === 'group' ? JOIN_WIDTH : WIDTH;
}

export function boxHeight(step: OutlineStep, graph: StepGraph): number {
  if (step.kind === 'group') return JOIN_HEIGHT;
  const notes = notesOf(step, graph) === '' ? 0 : NOTE_LINE;
  return KIND_LINE + titleLines(step).length * TITLE_LINE + notes + PAD;
}

/** A step as a box: kind and id, title, and how much there is of it. Its tooltip tells all of it. */
export function boxLines(
  step: OutlineStep,
  rect: Rect,
  graph: StepGraph,
  frames: ReadonlyMap<string, Rect>,
): readonly string[] {
  const tip = element('title', {}, tooltip(step, graph));
  const start = `<g data-step="${svgText(step.id)}">`;
  if (step.kind === 'group') return [start, tip, ...joinLines(step, rect, frames), '</g>'];
  const group = step.group === undefined || frames.has(step.group) ? '' : ` in ${step.group}`;
  const kind = cut(`${step.kind}${group}`, NOTE_COLUMNS);
  const id = step.title === step.id ? '' : cut(step.id, NOTE_COLUMNS - 2 - widthOf(kind));
  const people = isGate(step);
  const x = rect.x + PAD;
  const right = rect.x + rect.width - PAD;
  const y = rect.y + KIND_LINE;
  const titles = titleLines(step);
  const notes = cut(notesOf(step, graph), NOTE_COLUMNS);
  return [
    start,
    tip,
    people
      ? element('path', { class: 'people', d: chamfered(rect, BEVEL) })
      : element('rect', { class: 'machines', ...rect, rx: 6 }),
    element(
      'text',
      { class: people ? 'kind people-kind' : 'kind machines-kind', x, y: y - 2 },
      svgText(kind),
    ),
    ...(id === ''
      ? []
      : [
          element('text', { class: 'note', x: right, y: y - 2, 'text-anchor': 'end' }, svgText(id)),
        ]),
    ...titles.map((line, i) => element('text', { x, y: y + (i + 1) * TITLE_LINE }, svgText(line))),
    ...(notes === ''
      ? []
      : [
          element(
            'text',
            { class: 'note', x, y: y + titles.length * TITLE_LINE + NOTE_LINE },
            svgText(notes),
          ),
        ]),
    '</g>',
  ];
}

/** A box with its corners cut off. */
export function chamfered({ x, y, width, height }: Rect, bevel: number): string {
  const [across, along] = [width - 2 * bevel, height - 2 * bevel];
  return `M${x + bevel} ${y} h${across} l${bevel} ${bevel} v${along} l${-bevel} ${bevel} h${-across} l${-bevel} ${-bevel} v${-along} Z`;
}

/** Where a group ends. Outside its frame it must say of which. */
function joinLines(
  step: OutlineStep,
  rect: Rect,
  frames: ReadonlyMap<string, Rect>,
): readonly string[] {
  const text = frames.has(step.id) ? 'all done' : cut(`${step.id}: done`, 17);
  const at = { x: rect.x + rect.width / 2, y: rect.y + 19, 'text-anchor': 'middle' };
  return [
    element('rect', { class: 'join', ...rect, rx: JOIN_HEIGHT / 2 }),
    element('text', { class: 'note', ...at }, svgText(text)),
  ];
}

/** The title in at most {@link MOST_LINES} lines. */
function titleLines(step: OutlineStep): readonly string[] {
  const title = plain(step.title);
  const width = title === title.toUpperCase() ? CAPITAL_COLUMNS : TITLE_COLUMNS;
  const lines = wrap(title, width);
  const rest = lines.slice(MOST_LINES - 1).join(' ');
  const shown = rest === '' ? lines : [...lines.slice(0, MOST_LINES - 1), rest];
  return shown.map((line) => cut(line, width));
}

function notesOf(step: OutlineStep, graph: StepGraph): string {
  const { feeds = 0, waves = 0, services = 0 } = graph.parts.get(step.id) ?? {};
  const counts = [
    [step.servers ?? 0, 'server'],
    [feeds, 'feed'],
    [waves, 'wave'],
    [services, 'service'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}${count === 1 ? '' : 's'}`)
    .join(' · ');
}

function tooltip(step: OutlineStep, graph: StepGraph): string {
  const needs = graph.edges.filter(([, to]) => to === step.id).map(([from]) => from);
  const lines = [
    step.title === step.id ? step.id : `${step.id}: ${step.title}`,
    [step.kind, notesOf(step, graph)].filter((text) => text !== '').join(' · '),
    needs.length === 0 ? 'waits for nothing' : `waits for ${needs.join(', ')}`,
  ];
  return lines.map(svgText).join('\n');
}
