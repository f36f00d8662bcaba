import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { OperationError } from '../../model/errors';
import type { Shell } from '../terminal/shell';
import type { MadePlan } from './compile-plan';
import { collectPair, formatOption, isoTimeOption, type Format } from './options';
import { problemText } from '../render/problems';
import { progressLog } from './progress-log';
import { runAttached } from './run-attached';
import { stateOf } from './with-reader';

interface RecoverOptions {
  readonly live: boolean;
  readonly env: string;
  readonly as: string;
  readonly role?: string;
  readonly confirm?: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly lostAt?: string;
  readonly after?: string;
  readonly reason?: string;
  readonly detach: boolean;
  readonly format: Format;
}

/** `recover`: starts a live recovery, once the name of its site was given. */
export function registerRecover(program: Command, shell: Shell): void {
  program
    .command('recover')
    .description('start a live recovery of a site')
    .argument('<file>', 'runbook, or folder of a scenario')
    .option('--live', 'needed: this one is real', false)
    .requiredOption('--as <person>', 'who you are: id of a person in the roster')
    .option('--role <role>', 'in which of your roles; by default one that may start')
    .option('--env <environment>', 'which inventory', 'production')
    .option('--confirm <site>', 'name of the site; on a terminal it is asked for')
    .option('--input <name=value>', 'input of the runbook; may be repeated', collectPair)
    .option('--lost-at <time>', 'when power was lost; by default now', isoTimeOption)
    .option('--after <recovery>', 'an earlier recovery of the site that was left open')
    .option('--reason <text>', 'why this one may begin all the same; needed with --after')
    .option('--detach', 'print the id and leave it running', false)
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  blackstart recover runbooks/pangyo --live --as yoon-haneul \\
    --input releaseRef=GG-2022-10157
  blackstart recover hall --live --as han-jiwoo --confirm annex --detach
  blackstart recover hall --live --as han-jiwoo --confirm annex \\
    --after hall-20260301-bcdfgh --reason "Walked through: all feeds are open"`,
    )
    .action(async (path: string, options: RecoverOptions, command: Command) => {
      if (!options.live)
        throw new OperationError('LIVE_NOT_ASKED', 'a recovery that is not a drill needs --live');
      if (options.after === undefined && options.reason !== undefined)
        throw new OperationError('USAGE', '--reason goes with --after');
      const state = stateOf(command);
      const request = { path, environment: options.env, inputs: options.input ?? {} };
      const { compilePlan } = await import('./compile-plan.js');
      const made = await compilePlan(request, state, shell, options.format);
      if (made === undefined) return;
      await confirm(made, options.confirm, shell);
      const log = progressLog(shell);
      const { ensureUp } = await import('../../client/supervisor/ensure-up.js');
      const { startRecovery } = await import('../../client/start-recovery.js');
      await ensureUp(state, log);
      const { rememberScenario } = await import('../../client/known-scenarios.js');
      await rememberScenario(state, path);
      const id = await startRecovery(
        {
          state,
          plan: made.compiled.plan.parts,
          mode: 'live',
          speed: 1,
          simulated: false,
          starter: options.as,
          ...(options.role === undefined ? {} : { role: options.role }),
          ...(options.lostAt === undefined ? {} : { lostAt: options.lostAt }),
          ...(options.after === undefined
            ? {}
            : { after: { recovery: options.after, reason: options.reason ?? '' } }),
        },
        log,
      );
      await runAttached({ id, state, patienceMs: 0 }, options, command, shell);
    });
}

/** Shows what is about to begin, and takes nothing but the name of the site for a yes. */
async function confirm(
  { compiled }: MadePlan,
  given: string | undefined,
  shell: Shell,
): Promise<void> {
  const { manifest, planDigest } = compiled.plan.parts;
  const { style } = shell.err;
  const site = manifest.sites.join(',');
  shell.err.lines([
    `${style.red(style.bold('LIVE'))} ${style.bold(manifest.title)}`,
    `  site ${site} (${manifest.environment}), up to ${manifest.serverCount} servers, ${manifest.services.length} services`,
    `  plan ${planDigest}`,
  ]);
  if (compiled.problems.length > 0)
    shell.err.write(`${problemText(compiled.problems, compiled.texts, style)}\n`);
  const typed = given ?? (await askForSite(site, shell));
  if (typed !== site) throw new OperationError('LIVE_NOT_CONFIRMED', `'${typed}' is not '${site}'`);
}

async function askForSite(site: string, shell: Shell): Promise<string> {
  if (!process.stdin.isTTY || !shell.err.isTerminal)
    throw new OperationError(
      'LIVE_NOT_ASKED',
      `off a terminal a live recovery of ${site} needs --confirm ${site}`,
    );
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  // Ctrl-C and Ctrl-D leave the question without an answer.
  for (const event of ['SIGINT', 'close']) lines.once(event, () => gone.abort());
  try {
    const { signal } = gone;
    return (await lines.question('Type the name of the site to start: ', { signal })).trim();
  } catch (error) {
    if (gone.signal.aborted) return '';
    throw error;
  } finally {
    lines.close();
  }
}
