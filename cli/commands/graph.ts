import { Option, type Command } from 'commander';
import { dot, mermaid, stepGraph, type StepGraph } from '../render/graph';
import { graphSvg } from '../render/graph-svg';
import type { Shell } from '../terminal/shell';
import { collectPair, DEFAULT_DRILL } from './options';
import { stateOf } from './with-reader';

type GraphFormat = 'mermaid' | 'dot' | 'svg';

interface GraphOptions {
  readonly env?: string;
  readonly drill?: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly format: GraphFormat;
}

/** `graph`: what waits for what, for Mermaid, for Graphviz, or as a picture. */
export function registerGraph(program: Command, shell: Shell): void {
  program
    .command('graph')
    .description('draw the steps of a plan and what they wait for')
    .argument('<file>', 'runbook, or folder of a scenario')
    .option('--env <environment>', 'which inventory: production, staging or lab')
    .option('--drill <name>', 'take environment and inputs from this drill')
    .option('--input <name=value>', 'input of the runbook; may be repeated', collectPair)
    .addOption(
      new Option('--format <format>', 'svg is a picture, the others are texts that draw one')
        .choices(['mermaid', 'dot', 'svg'])
        .default('mermaid'),
    )
    .addHelpText(
      'after',
      `
Examples:
  blackstart graph runbooks/pangyo --env lab --format svg > pangyo.svg
  blackstart graph runbooks/pangyo --env lab > pangyo.mmd
  blackstart graph hall --env lab --format dot | dot -Tsvg > hall.svg`,
    )
    .action(async (path: string, options: GraphOptions, command: Command) => {
      const { env, drill, input, format } = options;
      const request = {
        path,
        ...(env === undefined ? {} : { environment: env }),
        ...(drill === undefined ? { drillByDefault: DEFAULT_DRILL } : { drill }),
        inputs: input ?? {},
      };
      const { compilePlan } = await import('./compile-plan.js');
      const made = await compilePlan(request, stateOf(command), shell, 'text');
      if (made === undefined) return;
      const { outline, nodes, parts } = made.compiled.plan;
      shell.out.lines(drawing(stepGraph(outline, nodes), parts.manifest.title, format));
    });
}

function drawing(graph: StepGraph, title: string, format: GraphFormat): readonly string[] {
  switch (format) {
    case 'mermaid':
      return mermaid(graph);
    case 'dot':
      return dot(graph);
    case 'svg':
      return graphSvg(graph, title);
  }
}
