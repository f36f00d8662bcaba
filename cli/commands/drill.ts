import { Option, type Command } from 'commander';
import type { StateFolder } from '../../client/state-folder';
import { durationMs } from '../../model/duration';
import type { CompiledPlan } from '../../model/compile/plan-of';
import { OperationError } from '../../model/errors';
import type { Drill } from '../../model/schema/drill';
import type { DrillAnswer } from '../../model/schema/drill-people';
import type { Shell } from '../terminal/shell';
import type { MadePlan } from './compile-plan';
import { progressLog } from './progress-log';
import {
  collectPair,
  DEFAULT_DRILL,
  formatOption,
  isoTimeOption,
  numberBetween,
  type Format,
} from './options';
import { printPlan } from './print-plan';
import { runAttached } from './run-attached';
import { stateOf } from './with-reader';

interface DrillOptions {
  readonly drill: string;
  readonly ask: boolean;
  readonly speed?: number;
  readonly seed?: number;
  readonly input?: Readonly<Record<string, string>>;
  readonly as?: string;
  readonly role?: string;
  readonly lostAt?: string;
  readonly detach: boolean;
  readonly dryRun: boolean;
  readonly format: Format;
}

/** `drill`: rehearses a runbook where nothing of production can be reached. */
export function registerDrill(program: Command, shell: Shell): void {
  program
    .command('drill')
    .description('rehearse a runbook in the lab or in staging')
    .argument('<file>', 'runbook, or folder of a scenario')
    .option('--drill <name>', 'which drill of the scenario', DEFAULT_DRILL)
    .option('--ask', 'nobody is simulated: you and others answer', false)
    .addOption(
      new Option('--speed <n>', 'divide waits by this; lab only').argParser(numberBetween(1, 1000)),
    )
    .addOption(
      new Option('--seed <n>', 'seed of the lab').argParser(
        numberBetween(0, Number.MAX_SAFE_INTEGER, true),
      ),
    )
    .option('--input <name=value>', 'input of the runbook; may be repeated', collectPair)
    .option('--as <person>', 'who starts it; by default as the drill says')
    .option('--role <role>', 'in which of your roles; by default one that may start')
    .option('--lost-at <time>', 'when power was lost; by default now', isoTimeOption)
    .option('--detach', 'print the id and leave it running', false)
    .option('--dry-run', 'check secrets, show the plan and start nothing', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
It starts what it needs (Temporal, worker, lab) and leaves that running;
\`blackstart down\` ends it. Ctrl-C leaves the drill running and says how to come
back.

Examples:
  blackstart drill runbooks/pangyo
  blackstart drill runbooks/pangyo --ask --detach && blackstart inbox
  blackstart drill hall --speed 50 --seed 3 --format json > drill.json`,
    )
    .action(async (path: string, options: DrillOptions, command: Command) => {
      const state = stateOf(command);
      const request = { path, drill: options.drill, inputs: options.input ?? {} };
      const { compilePlan } = await import('./compile-plan.js');
      const made = await compilePlan(request, state, shell, options.format);
      if (made === undefined) return;
      const { compiled } = made;
      if (options.dryRun) {
        await requireSecrets(compiled.plan);
        return printPlan(compiled, shell, options.format);
      }
      const { drill } = compiled;
      if (drill === undefined)
        throw new OperationError('USAGE', `there is no drill '${options.drill}'`);
      const id = await start(path, made, drill, options, state, shell);
      await runAttached(
        { id, state, patienceMs: patienceOf(drill, options) },
        options,
        command,
        shell,
      );
    });
}

async function start(
  path: string,
  made: MadePlan,
  drill: Drill,
  options: DrillOptions,
  state: StateFolder,
  shell: Shell,
): Promise<string> {
  const { plan } = made.compiled;
  const { textOf } = await import('../../client/make-plan.js');
  const inventoryText = textOf(made.files, plan.inventoryFile) ?? '';
  const drillText = textOf(made.files, plan.drillFile) ?? '';
  const log = progressLog(shell);
  const { ensureUp } = await import('../../client/supervisor/ensure-up.js');
  const { startRecovery } = await import('../../client/start-recovery.js');
  await ensureUp(state, log);
  const { rememberScenario } = await import('../../client/known-scenarios.js');
  await rememberScenario(state, path);
  return await startRecovery(
    {
      state,
      plan: plan.parts,
      mode: 'drill',
      speed: options.speed ?? drill.speed,
      simulated: !options.ask,
      starter: options.as ?? drill.starter,
      ...(options.role === undefined ? {} : { role: options.role }),
      ...(options.lostAt === undefined ? {} : { lostAt: options.lostAt }),
      ...(drill.environment === 'lab'
        ? { lab: { inventoryText, drillText, seed: options.seed ?? drill.seed } }
        : {}),
      ...(options.ask ? {} : { people: { drillText } }),
    },
    log,
  );
}

/** A dry run would say little if it passed over what every call needs: throws SECRET_MISSING. */
async function requireSecrets(plan: CompiledPlan): Promise<void> {
  const { missingSecrets } = await import('../../client/missing-secrets.js');
  const missing = await missingSecrets(plan);
  if (missing.length === 0) return;
  throw new OperationError('SECRET_MISSING', `not to be read here: ${missing.join(', ')}`);
}

/** Real time in which a simulated person may still see to what is held, ms. */
const SLACK_MS = 5000;

/** What simulated people say that moves on what is held or stopped. */
const MOVES: ReadonlySet<string> = new Set<DrillAnswer['act']>([
  'retry',
  'skip',
  'done',
  'resume',
  'undo',
  'abort',
  'waive',
]);

/** How long something held may wait for simulated people, ms; 0 where none of them would see to it. */
function patienceOf(drill: Drill, options: DrillOptions): number {
  const movers = drill.people.filter(({ act }) => MOVES.has(act));
  if (options.ask || movers.length === 0) return 0;
  const waits = movers.map((entry) =>
    durationMs('at' in entry && entry.at !== undefined ? entry.at : entry.after),
  );
  return Math.max(...waits) / (options.speed ?? drill.speed) + SLACK_MS;
}
