import { takesFiles, wordsAfter, type CompletedCommand } from './completion-tree';

/** A completion script for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): readonly string[] {
  return [
    '# Completion of blackstart for fish.',
    'complete -c blackstart -f',
    ...commands.flatMap((command) => linesOf(command, commands)),
  ];
}

function linesOf(
  command: CompletedCommand,
  commands: readonly CompletedCommand[],
): readonly string[] {
  const when = conditionOf(command);
  const described = (name: string): string => {
    const path = [...command.words, name].join(' ');
    return commands.find(({ words }) => words.join(' ') === path)?.description ?? '';
  };
  return [
    ...wordsAfter(command).map(
      (word) => `complete -c blackstart ${when} -a ${fish(word)} -d ${fish(described(word))}`,
    ),
    ...(takesFiles(command) ? [`complete -c blackstart ${when} -F`] : []),
    ...command.options.map((option) => {
      const short = option.short === undefined ? '' : ` -s ${option.short.replace(/^-/, '')}`;
      const value = !option.takesValue
        ? ''
        : option.choices.length > 0
          ? ` -x -a ${fish(option.choices.join(' '))}`
          : option.takesFile
            ? ' -r -F'
            : ' -x';
      return `complete -c blackstart ${when} -l ${option.long.replace(/^--/, '')}${short}${value} -d ${fish(option.description)}`;
    }),
  ];
}

function conditionOf({ words, subcommands }: CompletedCommand): string {
  if (words.length === 0) return '-n __fish_use_subcommand';
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  const notYet =
    subcommands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${subcommands.join(' ')}`];
  return `-n ${fish([...seen, ...notYet].join('; and '))}`;
}

function fish(text: string): string {
  return `'${text.replace(/['\\]/g, (sign) => `\\${sign}`)}'`;
}
