import { takesFiles, wordsAfter, type CompletedCommand } from './completion-tree';

/** A completion script for bash. */
export function bashCompletion(commands: readonly CompletedCommand[]): readonly string[] {
  const groups = commands.filter(
    ({ words, subcommands }) => words.length > 0 && subcommands.length > 0,
  );
  return [
    '# Completion of blackstart for bash: source <(blackstart completion bash)',
    '_blackstart() {',
    '  local cur prev path i word',
    '  cur="${COMP_WORDS[COMP_CWORD]}"; prev="${COMP_WORDS[COMP_CWORD-1]}"; path=""',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    word="${COMP_WORDS[i]}"',
    '    case "$word" in -*) continue ;; esac',
    '    case "$path" in',
    `      ""${groups.map(({ words }) => ` | "${words.join(' ')}"`).join('')}) path="\${path:+$path }$word" ;;`,
    '    esac',
    '  done',
    '  COMPREPLY=()',
    '  case "$path/$prev" in',
    ...commands.flatMap(valueCases),
    '  esac',
    '  case "$path" in',
    ...commands.map(
      (command) =>
        `    "${command.words.join(' ')}") COMPREPLY=($(compgen -W "${listOf(command)}" -- "$cur"))${takesFiles(command) ? '; [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- "$cur"))' : ''} ;;`,
    ),
    '  esac',
    '}',
    'complete -o filenames -F _blackstart blackstart',
  ];
}

function listOf(command: CompletedCommand): string {
  return [...wordsAfter(command), ...command.options.map(({ long }) => long)].join(' ');
}

function valueCases(command: CompletedCommand): readonly string[] {
  const path = command.words.join(' ');
  return command.options
    .filter(({ takesValue }) => takesValue)
    .map(({ long, choices, takesFile }) => {
      const reply =
        choices.length > 0
          ? `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$cur")); `
          : takesFile
            ? 'COMPREPLY=($(compgen -f -- "$cur")); '
            : '';
      return `    "${path}/${long}") ${reply}return ;;`;
    });
}
