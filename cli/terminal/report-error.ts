import { CommanderError } from 'commander';
import { isErrorCode, OperationError } from '../../model/errors';
import { EXIT, exitOfError } from '../exit-code';
import { plain, wrap } from '../render/text';
import type { Shell } from './shell';

/** What SQLite says where the file that is a lock cannot be made. */
const UNWRITABLE_DATABASE = /^SQLITE_(FULL|CANTOPEN|READONLY|IOERR)/;

/** Ways in which commander says that it has shown what was asked for. */
const SHOWN = new Set(['commander.helpDisplayed', 'commander.version']);

/** An error as it is told. */
interface Told {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly exit: number;
  /** For whoever looks for the cause. */
  readonly stack: string;
}

/**
 * Tells of whatever ended a command, and gives the exit code. A stack is shown only with BLACKSTART_DEBUG=1. A
 * program that asked for JSON reads the error from stdout too.
 */
export function reportError(
  error: unknown,
  shell: Shell,
  format: 'text' | 'json' = 'text',
): number {
  if (error instanceof CommanderError && SHOWN.has(error.code)) return EXIT.ok;
  // Help that stands in for a missing command has been written already.
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
  const { code, message, fix, exit, stack } = toldOf(error);
  write(shell, code, message, fix);
  if (shell.env['BLACKSTART_DEBUG'] === '1' && stack !== '') shell.err.write(`${stack}\n`);
  if (format === 'json') {
    const document = { error: { code, message, fix } };
    shell.out.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }
  return exit;
}

function toldOf(error: unknown): Told {
  if (error instanceof CommanderError) return usage(error);
  const known = error instanceof OperationError ? error : (catalogued(error) ?? ofSystem(error));
  const stack = error instanceof Error ? `${error.stack ?? ''}${causeText(error.cause)}` : '';
  if (known !== undefined) {
    const { code, message, fix } = known;
    return { code, message, fix, exit: exitOfError(code), stack };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const { code, message, fix } = new OperationError('UNEXPECTED', text.split('\n')[0] ?? '');
  return { code, message, fix, exit: EXIT.problems, stack: stack === '' ? text : stack };
}

/** An error of the catalogue that lost its class on the way. */
function catalogued(error: unknown): OperationError | undefined {
  if (!(error instanceof Error)) return undefined;
  const type: unknown = 'type' in error ? error.type : undefined;
  return typeof type === 'string' && isErrorCode(type)
    ? new OperationError(type, error.message)
    : undefined;
}

/** A disk that is full or may not be written is no fault of Blackstart. */
function ofSystem(error: unknown): OperationError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const syscall = 'syscall' in error ? error.syscall : undefined;
  const isDisk = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS';
  const isMade = syscall === 'mkdir' || syscall === 'rename' || syscall === 'write';
  const isLock = UNWRITABLE_DATABASE.test(code);
  return isDisk || isMade || isLock
    ? new OperationError('FILE_UNWRITABLE', error.message, { cause: error })
    : undefined;
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? `\ncaused by ${cause.stack ?? cause.message}` : '';
}

function usage(error: CommanderError): Told {
  const [first = '', ...rest] = error.message.split('\n');
  const hint = rest
    .join(' ')
    .replace(/^\(|\)$/g, '')
    .trim();
  const fix = hint === '' ? new OperationError('USAGE', '').fix : hint;
  const message = first.replace(/^error: /, '');
  return { code: 'USAGE', message, fix, exit: EXIT.usage, stack: '' };
}

function write(shell: Shell, code: string, message: string, fix: string): void {
  const { style: given, isTerminal } = shell.err;
  // Off a terminal each stays on one line, for whoever searches a log.
  const style = isTerminal ? given : { ...given, width: Number.POSITIVE_INFINITY };
  shell.err.lines([
    ...wrap(`${style.red('error')} ${style.bold(code)} ${plain(message)}`, style.width, '  '),
    ...wrap(`fix: ${fix}`, style.width, '  '),
  ]);
}
