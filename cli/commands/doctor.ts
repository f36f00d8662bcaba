import type { Command } from 'commander';
import { EXIT } from '../exit-code';
import { doctorLines } from '../render/doctor';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';
import { stateOf } from './with-reader';

/** `doctor`: what is missing on this machine and how to mend it. */
export function registerDoctor(program: Command, shell: Shell): void {
  program
    .command('doctor')
    .description('look at what a recovery needs on this machine, and say how to mend it')
    .addOption(formatOption())
    .addHelpText('after', '\nExample:\n  blackstart doctor --format json')
    .action(async (options: { readonly format: Format }, command: Command) => {
      const { doctor } = await import('../../client/doctor.js');
      const { checks } = await doctor(stateOf(command));
      const isWell = checks.every((check) => check.ok);
      if (options.format === 'json') shell.out.write(jsonText({ ok: isWell, checks }));
      else shell.out.lines(doctorLines(checks, shell.out.style));
      shell.exit(isWell ? EXIT.ok : EXIT.problems);
    });
}
