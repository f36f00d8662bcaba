/** An option as completion scripts need it. */
export interface CompletedOption {
  readonly long: string;
  readonly short?: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly takesFile: boolean;
}

/** A command as completion scripts need it. */
export interface CompletedCommand {
  /** How it is called, after `blackstart`; empty for the program itself. */
  readonly words: readonly string[];
  readonly description: string;
  readonly subcommands: readonly string[];
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly {
    readonly choices: readonly string[];
    readonly takesFile: boolean;
  }[];
}

/** What may follow a command besides its options: names of commands, or choices of its arguments. */
export function wordsAfter(command: CompletedCommand): readonly string[] {
  return [...command.subcommands, ...command.arguments.flatMap((one) => one.choices)];
}

export function takesFiles(command: CompletedCommand): boolean {
  return command.arguments.some((one) => one.takesFile);
}

/** A text in single quotes, for any shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
