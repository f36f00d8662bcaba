import { Command } from 'commander';
import { packageVersion } from '../client/installed-file';
import type { Shell } from './terminal/shell';

/** Adds one command to the program. */
export type Register = (program: Command, shell: Shell) => void;

/** The command tree; errors of usage are thrown as CommanderError. */
export function buildProgram(
  commands: readonly (readonly [heading: string, registers: readonly Register[]])[],
  shell: Shell,
): Command {
  const program = new Command('blackstart')
    .description(
      'Brings data centres and their services back from total power loss: runbooks as durable Temporal workflows.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .option('--state <dir>', 'state folder; BLACKSTART_STATE, else .blackstart')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.out.write(text),
      writeErr: (text) => shell.err.write(text),
      getOutHelpWidth: () => shell.out.style.width,
      getErrHelpWidth: () => shell.err.style.width,
      // reportError tells of it, in the form of all errors.
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `\n${START_HERE}`);
  for (const [heading, registers] of commands) {
    program.commandsGroup(heading);
    for (const register of registers) register(program, shell);
  }
  program.helpCommand('help [command]', 'show help of a command');
  return program;
}

const START_HERE = `Examples:
  blackstart init hall     write a small site to begin with
  blackstart drill hall    lose it, and bring it back
  blackstart inbox         what waits for whom
  blackstart show          how the recovery stands

Exit codes: 0 done or valid, 1 problems or refused, 2 wrong usage, 3 held,
paused or stopped, 4 aborted, 5 Temporal or ledger out of reach, 6 unsafe.
BLACKSTART_DEBUG=1 shows stacks; NO_COLOR takes colours away.`;
