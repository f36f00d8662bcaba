import type { OutlineStep } from '../../model/plan/plan';
import { graphSvg } from './graph-svg';

function step(id: string, rest: Partial<OutlineStep> = {}): OutlineStep {
  return { id, kind: 'action', title: id, nodes: [], nodeIds: [], ...rest };
}

const graph = {
  steps: [
    step('go', { kind: 'approval', title: 'Start "all" <b>&amp;</b>\u0007 \ud800?' }),
    step('base', { kind: 'group', title: 'What all else stands on' }),
    step('first', { group: 'base' }),
    step('restore', { kind: 'restore', title: 'W'.repeat(400), servers: 316 }),
  ],
  edges: [
    ['go', 'first'],
    ['first', 'base'],
    ['base', 'restore'],
    ['go', 'restore'],
  ],
  parts: new Map([['restore', { feeds: 5, waves: 1, services: 0 }]]),
} as const;
const svg = graphSvg(graph, 'Bring "it" back & up').join('\n');

/** Names of elements that are still open at the end; throws where one is closed that is not the last opened. */
function unclosed(xml: string): readonly string[] {
  const open: string[] = [];
  for (const [, end, name = '', alone] of xml.matchAll(
    /<(\/?)(\w+)(?: [\w:-]+="[^"<]*")*(\/?)>/g,
  )) {
    if (alone === '/') continue;
    if (end !== '/') open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
  }
  return open;
}

test('a picture is one well-formed element that says what it shows', () => {
  expect(unclosed(svg)).toEqual([]);
  // Whatever is no tag and no entity is plain text.
  const text = svg.replaceAll(/<\/?\w+(?: [\w:-]+="[^"<]*")*\/?>/g, '');
  expect(text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<&]/);
  expect(svg).toMatch(/^<svg xmlns="[^"]+" viewBox="0 0 \d+ \d+" .* role="img" aria-label="Bring/);
});

test('every step and every need is in the picture', () => {
  for (const { id } of graph.steps) expect(svg).toContain(`data-step="${id}"`);
  for (const [from, to] of graph.edges)
    expect(svg).toContain(`data-from="${from}" data-to="${to}"`);
  expect(svg).toContain('data-group="base"');
});

test('a need that a longer way implies is drawn as such', () => {
  expect(svg).toContain('class="implied" data-from="go" data-to="restore"');
  expect(svg).toContain('class="line" data-from="go" data-to="first"');
});

test('text of people is escaped, and what XML cannot hold is gone', () => {
  expect(svg).toContain('Start &quot;all&quot; &lt;b&gt;&amp;amp;&lt;/b&gt;');
  expect(svg.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}]/u);
});

test('a title is cut to fit, and whole in the tooltip', () => {
  expect(svg).toMatch(/<text [^>]*>W{10,30}…<\/text>/);
  expect(svg).toContain(`<title>restore: ${'W'.repeat(400)}`);
});

test('a box says how much there is of it and what it waits for', () => {
  expect(svg).toContain('>316 servers · 5 feeds · 1 wave</text>');
  expect(svg).toContain('waits for base, go</title>');
});

test('a picture follows the colours that the reader prefers', () => {
  expect(svg).toContain('@media (prefers-color-scheme: dark)');
});

test('the same plan gives the same picture', () => {
  expect(graphSvg(graph, 'Bring "it" back & up').join('\n')).toBe(svg);
});

test('a plan without steps is a picture too', () => {
  const empty = graphSvg({ steps: [], edges: [], parts: new Map() }, 'Nothing');

  expect(unclosed(empty.join('\n'))).toEqual([]);
  expect(empty.join('\n')).not.toMatch(/NaN|Infinity|undefined/);
});
