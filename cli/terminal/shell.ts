import { createColors } from 'picocolors';
import type { Style } from '../render/style';

/** One of the two streams that a command writes to. */
export interface Output {
  readonly style: Style;
  readonly isTerminal: boolean;
  /** Whether what was written can be written over: a terminal that knows how to move its cursor. */
  readonly canRedraw: boolean;
  /** Lines of the terminal; 0 where it is none. */
  rows(): number;
  /** Columns of the terminal, at least 1. */
  columns(): number;
  write(text: string): void;
  /** Writes lines, each with its end. */
  lines(lines: readonly string[]): void;
}

/** What a command has of the world around it. */
export interface Shell {
  readonly out: Output;
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sets what the process ends with. */
  exit(code: number): void;
}

/** What is used of a stream of a process. */
type Sink = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'> & {
  write(text: string): unknown;
};

/** What is used of a process. */
interface Streams {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: NodeJS.ProcessEnv;
  exitCode?: NodeJS.Process['exitCode'];
}

/** The streams and environment of a process. */
export function shellOf(process: Streams): Shell {
  return {
    out: outputOf(process.stdout, process.env),
    err: outputOf(process.stderr, process.env),
    env: process.env,
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

function outputOf(stream: Sink, env: NodeJS.ProcessEnv): Output {
  const isTerminal = stream.isTTY;
  const write = (text: string): void => void stream.write(text);
  return {
    get style(): Style {
      return styleOf(stream, env);
    },
    isTerminal,
    canRedraw: isTerminal && env['TERM'] !== 'dumb',
    // A terminal that was never told its size says 0.
    rows: () => (isTerminal ? stream.rows || DEFAULT_HEIGHT : 0),
    columns: () => (isTerminal && stream.columns > 0 ? stream.columns : DEFAULT_WIDTH),
    write,
    lines: (lines) => {
      if (lines.length > 0) write(`${lines.join('\n')}\n`);
    },
  };
}

/** Columns and lines taken where nothing is known of the reader. */
const DEFAULT_WIDTH = 80;
const DEFAULT_HEIGHT = 24;
const LEAST_WIDTH = 40;

function styleOf(stream: Sink, env: NodeJS.ProcessEnv): Style {
  const { bold, dim, red, green, yellow, cyan } = createColors(wantsColour(stream, env));
  const columns = stream.isTTY ? stream.columns : Number(env['COLUMNS'] ?? DEFAULT_WIDTH);
  const width = Number.isFinite(columns) && columns > 0 ? columns : DEFAULT_WIDTH;
  return {
    width: Math.max(width, LEAST_WIDTH),
    bold,
    dim,
    red,
    green,
    yellow,
    cyan,
  };
}

function isTerminal(stream: Pick<Partial<Sink>, 'isTTY'>): boolean {
  return stream.isTTY === true;
}

/** NO_COLOR before FORCE_COLOR before what the stream is; each counts when it is not empty. */
function wantsColour(stream: Sink, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0';
  // A pipe has no such property at all, whatever its type says.
  return isTerminal(stream) && env['TERM'] !== 'dumb';
}
