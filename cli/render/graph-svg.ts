import type { OutlineStep } from '../../model/plan/plan';
import { framedLayout, type FramedLayout } from './framed-layout';
import type { StepGraph } from './graph';
import { boxHeight, boxLines, boxWidth, chamfered } from './graph-box';
import { impliedEdges } from './implied-edges';
import type { Point } from './layered-layout';
import { svgStyle } from './svg-style';
import { element, svgText } from './svg-text';
import { cut, plain } from './text';

const MARGIN = 24;
const HEADING = 40;
const LEGEND = 44;
const LEAST_WIDTH = 640;
const IMPLIED_WEIGHT = 0.005;
/** Pixels that a column of text takes at most, at 13 pixels and at the heading's 17. */
const COLUMN = 8;
const HEADING_COLUMN = 10.5;

/** The steps of a plan as a picture that stands alone: boxes in layers, groups in frames, arrows to what waits. */
export function graphSvg(graph: StepGraph, title: string): readonly string[] {
  const boxes = graph.steps.map((step) => ({
    id: step.id,
    width: boxWidth(step),
    height: boxHeight(step, graph),
    ...(step.kind === 'group'
      ? { group: step.id }
      : step.group === undefined
        ? {}
        : { group: step.group }),
  }));
  const groups = graph.steps.filter(({ kind }) => kind === 'group');
  const implied = impliedEdges(graph.edges);
  const links = graph.edges.map((edge) => {
    const [from, to] = edge;
    return { from, to, weight: implied.has(edge) ? IMPLIED_WEIGHT : 1 };
  });
  const layout = framedLayout(boxes, groups, links);
  const width = Math.max(LEAST_WIDTH, layout.width + 2 * MARGIN);
  const height = HEADING + layout.height + LEGEND + 2 * MARGIN;
  const left = Math.round((width - layout.width) / 2);
  const label = `${svgText(title)}: ${graph.steps.length} steps and what they wait for`;
  const heading = svgText(cut(plain(title), Math.floor((width - 2 * MARGIN) / HEADING_COLUMN)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">`,
    '<style>',
    ...svgStyle(),
    '</style>',
    `<defs>${marker('head')}${marker('implied-head')}</defs>`,
    element('rect', { class: 'page', width, height }),
    element('text', { class: 'heading', x: MARGIN, y: MARGIN + 16 }, heading),
    `<g transform="translate(${left} ${MARGIN + HEADING})">`,
    ...frameLines(groups, layout),
    ...edgeLines(graph, implied, layout),
    ...frameTitles(groups, layout),
    ...graph.steps.flatMap((step) => {
      const rect = layout.boxes.get(step.id);
      return rect === undefined ? [] : boxLines(step, rect, graph, layout.frames);
    }),
    '</g>',
    ...legend(height - MARGIN),
    '</svg>',
  ];
}

function marker(name: string): string {
  const head = element('path', { class: name, d: 'M0 0 L10 5 L0 10 Z' });
  return `<marker id="${name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">${head}</marker>`;
}

function frameLines(groups: readonly OutlineStep[], layout: FramedLayout): readonly string[] {
  return groups.flatMap(({ id, title }) => {
    const rect = layout.frames.get(id);
    if (rect === undefined) return [];
    return [
      `<g data-group="${svgText(id)}">`,
      element('title', {}, svgText(title === id ? id : `${id}: ${title}`)),
      element('rect', { class: 'frame', ...rect, rx: 10 }),
      '</g>',
    ];
  });
}

/** Over the edges, so that none strikes through them. */
function frameTitles(groups: readonly OutlineStep[], layout: FramedLayout): readonly string[] {
  return groups.flatMap(({ id, title }) => {
    const rect = layout.frames.get(id);
    if (rect === undefined) return [];
    const text = svgText(cut(plain(title), Math.floor((rect.width - 24) / COLUMN)));
    return [element('text', { class: 'frame-title', x: rect.x + 12, y: rect.y + 21 }, text)];
  });
}

/** Implied edges lie below the others. */
function edgeLines(
  graph: StepGraph,
  implied: ReturnType<typeof impliedEdges>,
  layout: FramedLayout,
): readonly string[] {
  const drawn = graph.edges.map((edge, i) => ({ edge, route: layout.routes[i] ?? [] }));
  const below = drawn.filter(({ edge }) => implied.has(edge));
  const above = drawn.filter(({ edge }) => !implied.has(edge));
  return [...below, ...above].map(({ edge, route }) => {
    const [name, head] = implied.has(edge) ? ['implied', 'implied-head'] : ['line', 'head'];
    const [from, to] = [svgText(edge[0]), svgText(edge[1])];
    const path = {
      class: name,
      'data-from': from,
      'data-to': to,
      d: wayOf(route),
      'marker-end': `url(#${head})`,
    };
    return element('path', path, element('title', {}, `${from} before ${to}`));
  });
}

/** Straight where points stand above each other; a curve that leaves and arrives upright where they do not. */
function wayOf(points: readonly Point[]): string {
  let way = '';
  let last: Point | undefined;
  for (const { x, y } of points) {
    if (last === undefined) way = `M${x} ${y}`;
    else if (last.x !== x) {
      const middle = (last.y + y) / 2;
      way += ` C${last.x} ${middle} ${x} ${middle} ${x} ${y}`;
    } else if (last.y !== y) way += ` V${y}`;
    last = { x, y };
  }
  return way;
}

/** What shapes and lines mean. */
function legend(bottom: number): readonly string[] {
  const y = bottom - 12;
  const at = (x: number): number => MARGIN + x;
  const note = (x: number, text: string): string =>
    element('text', { class: 'note', x: at(x), y: y + 4 }, text);
  const arrow = { class: 'line', d: `M${at(260)} ${y} H${at(288)}`, 'marker-end': 'url(#head)' };
  const implied = {
    class: 'implied',
    d: `M${at(412)} ${y} H${at(440)}`,
    'marker-end': 'url(#implied-head)',
  };
  return [
    element('path', {
      class: 'people',
      d: chamfered({ x: at(0), y: y - 7, width: 24, height: 14 }, 4),
    }),
    note(32, 'people decide'),
    element('rect', { class: 'machines', x: at(130), y: y - 7, width: 24, height: 14, rx: 3 }),
    note(162, 'machines work'),
    element('path', arrow),
    note(296, 'must end before'),
    element('path', implied),
    note(448, 'implied by other arrows'),
  ];
}
