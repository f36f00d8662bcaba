import type { Outline, OutlineStep, PlanNode } from '../../model/plan/plan';
import { plain } from './text';

/** Steps and what must be over before each. */
export interface StepGraph {
  readonly steps: readonly OutlineStep[];
  /** From the step that is first to the one that needs it. */
  readonly edges: readonly (readonly [string, string])[];
  /** Step → what it is made of; without those that are of one piece. */
  readonly parts: ReadonlyMap<string, PartCounts>;
}

/** How many of each a step has; 0 where it knows none. */
export interface PartCounts {
  readonly feeds: number;
  readonly waves: number;
  readonly services: number;
}

/** The steps of a plan as a graph; needs between parts of the same step are left out. */
export function stepGraph(outline: Outline, nodes: readonly PlanNode[]): StepGraph {
  const edges = new Map<string, readonly [string, string]>();
  for (const node of nodes) {
    for (const index of [...node.needs, ...(node.needsAny ?? []).flat()]) {
      const before = nodes[index];
      if (before === undefined || before.step === node.step) continue;
      edges.set(`${before.step} ${node.step}`, [before.step, node.step]);
    }
  }
  return { steps: outline.steps, edges: [...edges.values()], parts: partsOf(outline, nodes) };
}

function partsOf(outline: Outline, nodes: readonly PlanNode[]): ReadonlyMap<string, PartCounts> {
  const counts = new Map<string, PartCounts>();
  const parts = nodes.filter(({ id, step }) => id !== step);
  for (const step of new Set(parts.map((node) => node.step))) {
    const own = parts.filter((node) => node.step === step);
    counts.set(step, {
      // A wave may draw from several feeds; only the outline says from which.
      feeds: distinct([
        ...own.map(({ feed }) => feed),
        ...outline.feeds
          .filter(({ waves }) => waves.some((wave) => wave.step === step))
          .map(({ id }) => id),
      ]),
      waves: own.filter(({ kind }) => kind === 'restore').length,
      services: distinct(own.map(({ service }) => service)),
    });
  }
  return counts;
}

function distinct(names: readonly (string | undefined)[]): number {
  return new Set(names.filter((name) => name !== undefined)).size;
}

/** A Mermaid flowchart; groups are subgraphs. */
export function mermaid(graph: StepGraph): readonly string[] {
  return [
    'flowchart TD',
    ...nested(graph.steps, undefined, '  ', {
      open: (group) => `subgraph ${key(group.id)}_group["${mermaidText(group.title)}"]`,
      node: (step) => `${key(step.id)}${mermaidShape(step)}`,
      close: 'end',
    }),
    ...graph.edges.map(([from, to]) => `  ${key(from)} --> ${key(to)}`),
  ];
}

/** A Graphviz digraph; groups are clusters. */
export function dot(graph: StepGraph): readonly string[] {
  return [
    'digraph runbook {',
    '  rankdir=TB; node [shape=box, style=rounded, fontname="sans-serif"];',
    ...nested(graph.steps, undefined, '  ', {
      open: (group) => `subgraph "cluster_${group.id}" { label="${dotText(group.title)}";`,
      node: (step) => `"${step.id}" [label="${dotText(label(step))}"${dotShape(step)}];`,
      close: '}',
    }),
    ...graph.edges.map(([from, to]) => `  "${from}" -> "${to}";`),
    '}',
  ];
}

interface Notation {
  readonly open: (group: OutlineStep) => string;
  readonly node: (step: OutlineStep) => string;
  readonly close: string;
}

/** A group holds its steps and the node at which they join. */
function nested(
  steps: readonly OutlineStep[],
  group: string | undefined,
  indent: string,
  notation: Notation,
): readonly string[] {
  return steps
    .filter((step) => step.group === group)
    .flatMap((step) =>
      step.kind === 'group'
        ? [
            `${indent}${notation.open(step)}`,
            ...nested(steps, step.id, `${indent}  `, notation),
            `${indent}  ${notation.node(step)}`,
            `${indent}${notation.close}`,
          ]
        : [`${indent}${notation.node(step)}`],
    );
}

function label(step: OutlineStep): string {
  if (step.kind === 'group') return `${step.id}: all done`;
  const servers = step.servers === undefined ? '' : `, ${step.servers} servers`;
  return `${step.id} (${step.kind}${servers})`;
}

/** Whether people decide or do it. */
export function isGate({ kind }: OutlineStep): boolean {
  return kind === 'approval' || kind === 'manual' || kind === 'power';
}

function mermaidShape(step: OutlineStep): string {
  const text = `"${mermaidText(label(step))}"`;
  if (step.kind === 'group') return `([${text}])`;
  return isGate(step) ? `{{${text}}}` : `[${text}]`;
}

function dotShape(step: OutlineStep): string {
  if (step.kind === 'group') return ', shape=ellipse';
  return isGate(step) ? ', shape=hexagon' : '';
}

/** Ids as Mermaid takes them: `end` and the like are its own words. */
function key(id: string): string {
  return `s_${id.replaceAll('-', '_')}`;
}

function mermaidText(text: string): string {
  return plain(text).replace(/["<>&#]/g, (sign) => `#${String(sign.codePointAt(0))};`);
}

function dotText(text: string): string {
  return plain(text).replace(/["\\]/g, (sign) => `\\${sign}`);
}
