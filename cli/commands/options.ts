import { InvalidArgumentError, Option, type Command } from 'commander';

/** `text` for people, `json` for programs: one document on stdout. */
export type Format = 'text' | 'json';

/** Options of every command. */
export interface GlobalOptions {
  readonly state?: string;
}

/** `--format` of reading commands. */
export function formatOption(): Option {
  return new Option('--format <format>', 'how to write it')
    .choices(['text', 'json'])
    .default('text');
}

/** What `--state` says, wherever on the line it stands. */
export function stateFlag(command: Command): string | undefined {
  return command.optsWithGlobals<GlobalOptions>().state;
}

/** Takes `name=value` into what was given before. */
export function collectPair(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`'${text}' is not NAME=VALUE`);
  const name = text.slice(0, at);
  if (before !== undefined && Object.hasOwn(before, name))
    throw new InvalidArgumentError(`'${name}' is given twice`);
  return Object.fromEntries([...Object.entries(before ?? {}), [name, text.slice(at + 1)]]);
}

/** A parser of numbers from `least` to `most`. */
export function numberBetween(
  least: number,
  most: number,
  isWhole = false,
): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value)))
      throw new InvalidArgumentError(
        `'${text}' is not a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`,
      );
    return value;
  };
}

/** A time as ISO 8601 with its zone, as UTC. */
export function isoTimeOption(text: string): string {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && /(Z|[+-]\d\d:?\d\d)$/.test(text);
  const ms = at ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new InvalidArgumentError(
      `'${text}' is not a time with its zone, such as 2022-10-15T15:33:00+09:00.`,
    );
  return new Date(ms).toISOString();
}

/** A JSON document as commands print it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Drill of a scenario that is meant where none is named. */
export const DEFAULT_DRILL = 'calm';
