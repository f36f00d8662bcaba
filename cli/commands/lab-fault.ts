import { Option, type Command } from 'commander';
import type { LabFault } from '../../client/lab-control';
import { closest } from '../../model/closest';
import { OperationError } from '../../model/errors';
import type { Json, JsonObject } from '../../model/json';
import { FAULT_KINDS, FAULT_SHEETS, isFaultKind } from '../../model/schema/fault-sheets';
import { faultLines } from '../render/lab-faults';
import type { Shell } from '../terminal/shell';
import { collectPair, formatOption, jsonText, type Format } from './options';
import { stateOf } from './with-reader';

interface FaultOptions {
  readonly list: boolean;
  readonly clear?: string;
  readonly for?: string;
  readonly at?: string;
  readonly id?: string;
  readonly value?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly format: Format;
}

/** `lab fault`: has something go wrong at the running lab, lists what is wrong, takes it back. */
export function registerLabFault(lab: Command, shell: Shell): void {
  lab
    .command('fault')
    .description('have something go wrong at the running lab, or take it back')
    .argument('[kind]', 'what happens, from the list below')
    .argument('[target]', 'to what, such as feed-a, a[01-03], login, pdu:pdu-a')
    .option('--for <duration>', 'take it back after this, in time of the site')
    .option('--at <duration>', 'begin then, from the start of the lab; else now')
    .option('--id <name>', 'name to clear it by')
    .option('--value <value>', 'its main option, in brackets below')
    .addOption(
      new Option('--set <name=value>', 'any of its options; repeat it').argParser(collectPair),
    )
    .option('--list', 'list the faults of the lab', false)
    .option('--clear <id>', 'take one back, or `all`')
    .addOption(formatOption())
    .addHelpText('after', `\nKinds:\n${kindLines().join('\n')}\n\n${EXAMPLES}`)
    .action(
      async (
        kind: string | undefined,
        target: string | undefined,
        options: FaultOptions,
        command: Command,
      ) => {
        const state = stateOf(command);
        const isJson = options.format === 'json';
        const { addFault, clearFault, listFaults } = await import('../../client/lab-control.js');
        if (options.list) {
          const { faults, ...head } = await listFaults(state);
          if (isJson)
            shell.out.write(jsonText({ ...head, faults: faults.map(({ whole }) => whole) }));
          else if (faults.length > 0) shell.out.lines(faultLines(faults, shell.out.style));
          else shell.err.lines([`the lab ${head.lab} has no faults`]);
          return;
        }
        if (options.clear !== undefined) {
          const cleared = await clearFault(state, options.clear);
          if (isJson) shell.out.write(jsonText({ cleared }));
          else
            shell.out.lines(
              cleared.length === 0 ? ['nothing was wrong'] : cleared.map((id) => `cleared ${id}`),
            );
          return;
        }
        const fault = await addFault(state, faultOf(kind, target, options));
        if (isJson) shell.out.write(jsonText(fault.whole));
        else shell.out.lines([saidOf(fault)]);
      },
    );
}

function faultOf(
  kind: string | undefined,
  target: string | undefined,
  options: FaultOptions,
): JsonObject {
  if (kind === undefined || target === undefined)
    throw new OperationError(
      'USAGE',
      `${kind === undefined ? 'the kind of fault' : `what '${kind}' strikes`} is missing`,
    );
  if (!isFaultKind(kind)) {
    const near = closest(kind, FAULT_KINDS);
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    throw new OperationError('FAULT_REFUSED', `there is no fault '${kind}'${hint}`);
  }
  const { for: lasts, at, id, value, set = {} } = options;
  const sheet = FAULT_SHEETS[kind];
  if (value !== undefined && sheet.value === undefined)
    throw new OperationError('FAULT_REFUSED', `'${kind}' takes no value, but was given '${value}'`);
  return {
    fault: kind,
    target,
    ...(lasts === undefined ? {} : { for: lasts }),
    ...(at === undefined ? {} : { at }),
    ...(id === undefined ? {} : { id }),
    ...(value === undefined || sheet.value === undefined ? {} : { [sheet.value]: valueOf(value) }),
    ...Object.fromEntries(Object.entries(set).map(([name, text]) => [name, valueOf(text)])),
  };
}

/** A value as YAML would read it. */
function valueOf(text: string): Json {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

function saidOf({ id, target, status, whole }: LabFault): string {
  const at = whole['at'];
  const when =
    status === 'waiting' ? (typeof at === 'string' ? `waits until ${at}` : 'waits') : 'is on';
  return `${id} at ${target} ${when}; blackstart lab fault --clear ${id} takes it back`;
}

function kindLines(): readonly string[] {
  const width = Math.max(...FAULT_KINDS.map((kind) => kind.length));
  return Object.entries(FAULT_SHEETS).map(([kind, sheet]) => {
    const option = sheet.value === undefined ? '' : ` [${sheet.value}]`;
    return `  ${kind.padEnd(width)}  ${sheet.summary}${option}`;
  });
}

const EXAMPLES = `Targets: feeds and power nodes, servers, services, equipment; for faults of
connections a host of the inventory, or what listens there (pdu:pdu-a).

Examples:
  blackstart lab fault feed-lost feed-a --for 10m
  blackstart lab fault service-fails login --value 25
  blackstart lab fault slow server:a01 --value 5s
  blackstart lab fault reconnect-storm shop --set factor=8 --set decay=3m
  blackstart lab fault --list
  blackstart lab fault --clear all`;
