import type { Command } from 'commander';
import type { Shell } from '../terminal/shell';
import { collectPair, DEFAULT_DRILL, formatOption, type Format } from './options';
import { printPlan } from './print-plan';
import { stateOf } from './with-reader';

interface PlanOptions {
  readonly env?: string;
  readonly drill?: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly format: Format;
}

/** `plan`: what a runbook would do, in which order; nothing is started. */
export function registerPlan(program: Command, shell: Shell): void {
  program
    .command('plan')
    .description('show steps, server waves, service order and digests of a plan')
    .argument('<file>', 'runbook, or folder of a scenario')
    .option('--env <environment>', 'which inventory: production, staging or lab')
    .option(
      '--drill <name>',
      'take environment and inputs from this drill (default: calm, where it fits)',
    )
    .option('--input <name=value>', 'input of the runbook; may be repeated', collectPair)
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  blackstart plan runbooks/pangyo --env production --input site=pangyo
  blackstart plan hall --drill calm --format json`,
    )
    .action(async (path: string, options: PlanOptions, command: Command) => {
      const { env, drill, input, format } = options;
      const { compilePlan } = await import('./compile-plan.js');
      const made = await compilePlan(
        {
          path,
          ...(env === undefined ? {} : { environment: env }),
          ...(drill === undefined ? { drillByDefault: DEFAULT_DRILL } : { drill }),
          inputs: input ?? {},
        },
        stateOf(command),
        shell,
        format,
      );
      if (made !== undefined) printPlan(made.compiled, shell, format);
    });
}
