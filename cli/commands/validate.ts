import type { Command } from 'commander';
import { EXIT } from '../exit-code';
import { problemCount, problemText } from '../render/problems';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';

/** `validate`: every problem of scenarios and their files, at once. */
export function registerValidate(program: Command, shell: Shell): void {
  program
    .command('validate')
    .description('report every problem of runbooks and the files beside them')
    .argument('<files...>', 'files of scenarios, or folders of them')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
A file is checked together with the files of its folder, against every inventory
there. Exit code 1 where an error was found; warnings alone give 0.

Examples:
  blackstart validate runbooks/pangyo
  blackstart validate hall/runbook.yaml tower/runbook.yaml --format json`,
    )
    .action(async (paths: string[], options: { readonly format: Format }) => {
      const { validateAll } = await import('./validate-all.js');
      const found = await validateAll(paths);
      const isValid = !found.problems.some((problem) => problem.severity === 'error');
      if (options.format === 'json') {
        shell.out.write(jsonText({ valid: isValid, problems: found.problems }));
      } else {
        const text = problemText(found.problems, found.texts, shell.out.style);
        if (text !== '') shell.out.write(`${text}\n\n`);
        shell.out.lines([problemCount(found.problems, found.texts.size)]);
      }
      shell.exit(isValid ? EXIT.ok : EXIT.problems);
    });
}
