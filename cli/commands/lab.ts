import { Option, type Command } from 'commander';
import { readScenario } from '../../client/scenario-folder';
import type { SourceFile } from '../../model/compile/scenario';
import { OperationError } from '../../model/errors';
import type { Shell } from '../terminal/shell';
import { registerLabFault } from './lab-fault';
import { numberBetween } from './options';
import { progressLog } from './progress-log';
import { stateOf } from './with-reader';

interface LabOptions {
  readonly drill?: string;
  readonly speed?: number;
  readonly seed?: number;
}

/** `lab`: the simulated site; `lab up` starts it alone, to try connectors and runbooks against. */
export function registerLab(program: Command, shell: Shell): void {
  const lab = program.command('lab').description('the simulated site');
  lab
    .command('up')
    .description('start the simulated site of a scenario without a recovery')
    .argument('<file>', 'inventory of environment lab, or folder of a scenario')
    .option('--drill <name>', 'take boot times, failures, speed and seed from this drill')
    .addOption(
      new Option('--speed <n>', 'divide its times by this').argParser(numberBetween(1, 1000)),
    )
    .addOption(
      new Option('--seed <n>', 'seed').argParser(numberBetween(0, Number.MAX_SAFE_INTEGER, true)),
    )
    .addHelpText(
      'after',
      `
It goes on until \`blackstart down\`, or until a drill asks for another.

Example:
  blackstart lab up runbooks/pangyo --drill calm`,
    )
    .action(async (path: string, options: LabOptions, command: Command) => {
      const state = stateOf(command);
      const { inventoryText, drill } = await labFiles(
        await readScenario(path),
        path,
        options.drill,
      );
      const log = progressLog(shell);
      const { ensureUp } = await import('../../client/supervisor/ensure-up.js');
      const { startLab } = await import('../../client/start-lab.js');
      const { withTemporal } = await import('../../client/submit-statement.js');
      await ensureUp(state, log);
      const request = {
        id: `lab-${Date.now().toString(36)}`,
        speed: options.speed ?? drill?.speed ?? 1,
        seed: options.seed ?? drill?.seed ?? 1,
        inventoryText,
        ...(drill === undefined ? {} : { drillText: drill.text }),
      };
      await withTemporal(state, (access) => startLab(state, request, access, log));
      shell.out.lines([
        `the lab ${request.id} is up, seed ${request.seed}, speed ${request.speed}`,
        `its hosts and the ports they listen on: ${state.lab}/hosts.json`,
      ]);
    });
  registerLabFault(lab, shell);
}

interface LabFiles {
  readonly inventoryText: string;
  readonly drill?: { readonly text: string; readonly speed: number; readonly seed: number };
}

/** The inventory of the lab in a scenario, and the drill asked for. */
async function labFiles(
  files: readonly SourceFile[],
  path: string,
  drillId: string | undefined,
): Promise<LabFiles> {
  const { loadAny } = await import('../../model/source/load-file.js');
  let inventoryText: string | undefined;
  let drill: LabFiles['drill'];
  for (const { file, bytes } of files) {
    const loaded = loadAny(file, bytes);
    if (!loaded.ok) continue;
    const { authored } = loaded;
    const text = new TextDecoder().decode(bytes);
    if (authored.kind === 'Inventory' && authored.file.value.environment === 'lab')
      inventoryText ??= text;
    if (authored.kind === 'Drill' && authored.file.value.metadata.id === drillId) {
      const { speed, seed } = authored.file.value;
      drill = { text, speed, seed };
    }
  }
  if (inventoryText === undefined)
    throw new OperationError(
      'SCENARIO_INCOMPLETE',
      `'${path}' has no good inventory of environment lab`,
    );
  if (drillId !== undefined && drill === undefined)
    throw new OperationError('SCENARIO_INCOMPLETE', `'${path}' has no good drill '${drillId}'`);
  return { inventoryText, ...(drill === undefined ? {} : { drill }) };
}
