import {
  quoted,
  takesFiles,
  wordsAfter,
  type CompletedCommand,
  type CompletedOption,
} from './completion-tree';

/** A completion script for zsh. */
export function zshCompletion(commands: readonly CompletedCommand[]): readonly string[] {
  return [
    '#compdef blackstart',
    '# Completion of blackstart for zsh: put it into a folder of $fpath as _blackstart.',
    ...commands.flatMap((command) => functionOf(command, commands)),
    'if [ "$funcstack[1]" = "_blackstart" ]; then _blackstart "$@"; else compdef _blackstart blackstart; fi',
  ];
}

function nameOf(words: readonly string[]): string {
  return ['_blackstart', ...words].join('_').replaceAll('-', '_');
}

function functionOf(
  command: CompletedCommand,
  commands: readonly CompletedCommand[],
): readonly string[] {
  const specs = command.options.map(optionSpec);
  if (command.subcommands.length === 0) {
    const words = wordsAfter(command);
    const rest =
      words.length > 0
        ? [`'*:value:(${words.join(' ')})'`]
        : takesFiles(command)
          ? [`'*:file:_files'`]
          : [];
    return [
      `${nameOf(command.words)}() {`,
      `  _arguments ${[...specs, ...rest].join(' \\\n    ')}`,
      '}',
    ];
  }
  const children = command.subcommands.map((name) => {
    const words = [...command.words, name];
    const child = commands.find((one) => one.words.join(' ') === words.join(' '));
    return { name, words, description: child?.description ?? '' };
  });
  return [
    `${nameOf(command.words)}() {`,
    '  local state line',
    `  _arguments -C ${[...specs, `'1: :->command'`, `'*:: :->rest'`].join(' \\\n    ')}`,
    '  case $state in',
    `    command) local -a names=(${children.map(({ name, description }) => quoted(`${name}:${description}`)).join(' ')})`,
    '      _describe command names ;;',
    '    rest) case $line[1] in',
    ...children.map(({ name, words }) => `      ${name}) ${nameOf(words)} ;;`),
    '      esac ;;',
    '  esac',
    '}',
  ];
}

function optionSpec(option: CompletedOption): string {
  const description = option.description.replace(/[[\]:]/g, (sign) => `\\${sign}`);
  const value = !option.takesValue
    ? ''
    : option.choices.length > 0
      ? `:value:(${option.choices.join(' ')})`
      : option.takesFile
        ? ':file:_files'
        : ':value: ';
  return quoted(`*${option.long}[${description}]${value}`);
}
