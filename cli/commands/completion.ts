import { Argument, type Command } from 'commander';
import { bashCompletion } from '../render/completion-bash';
import { fishCompletion } from '../render/completion-fish';
import { zshCompletion } from '../render/completion-zsh';
import type { CompletedCommand } from '../render/completion-tree';
import type { Shell } from '../terminal/shell';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `completion`: a script that lets a shell complete commands and options. */
export function registerCompletion(program: Command, shell: Shell): void {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      `
Examples:
  source <(blackstart completion bash)
  blackstart completion zsh > "\${fpath[1]}/_blackstart"
  blackstart completion fish > ~/.config/fish/completions/blackstart.fish`,
    )
    .action((name: keyof typeof SHELLS) => {
      shell.out.lines(SHELLS[name](treeOf(program)));
    });
}

/** The command tree as data; groups of commands are told apart by their words. */
function treeOf(program: Command): readonly CompletedCommand[] {
  const own = optionsOf(program);
  const walk = (command: Command, words: readonly string[]): readonly CompletedCommand[] => [
    {
      words,
      description: command.description(),
      subcommands: command.commands.map((one) => one.name()),
      options: [...optionsOf(command), ...(command === program ? [] : own)],
      arguments: command.registeredArguments.map((one) => ({
        choices: one.argChoices ?? [],
        takesFile: /^(file|files|dir)$/.test(one.name()),
      })),
    },
    ...command.commands.flatMap((one) => walk(one, [...words, one.name()])),
  ];
  return walk(program, []);
}

function optionsOf(command: Command): CompletedCommand['options'] {
  const own = command.options.map((option) => ({
    long: option.long ?? '',
    ...(option.short === undefined ? {} : { short: option.short }),
    description: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
    takesFile: option.long === '--state' || option.long === '--out',
  }));
  return command.parent === null
    ? [...own, { long: '--help', short: '-h', description: 'show help', ...FLAG }]
    : own;
}

const FLAG = { takesValue: false, choices: [], takesFile: false } as const;
