import { tinyNodes } from '../../test/support/tiny-plan';
import { dot, mermaid, stepGraph } from './graph';

const outline = {
  steps: [
    { id: 'end', kind: 'approval', title: 'End?', nodes: [0], nodeIds: ['end'] },
    { id: 'all', kind: 'group', title: 'Both "sides"', nodes: [2], nodeIds: ['all'] },
    { id: 'one', kind: 'action', title: 'one', group: 'all', nodes: [1], nodeIds: ['one'] },
  ],
  services: [],
  feeds: [],
} as const;
const graph = stepGraph(outline, tinyNodes([{ id: 'end' }, { id: 'one' }, { id: 'all' }]));

test('Mermaid gets groups as subgraphs, and ids that are none of its own words', () => {
  expect(mermaid(graph)).toEqual([
    'flowchart TD',
    '  s_end{{"end (approval)"}}',
    '  subgraph s_all_group["Both #34;sides#34;"]',
    '    s_one["one (action)"]',
    '    s_all(["all: all done"])',
    '  end',
    '  s_end --> s_one',
    '  s_one --> s_all',
  ]);
});

test('Graphviz gets groups as clusters', () => {
  const text = dot(graph).join('\n');

  expect(text).toContain('subgraph "cluster_all" { label="Both \\"sides\\"";');
  expect(text).toContain('"end" -> "one";');
});
