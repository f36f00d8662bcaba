import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { OperationError } from '../../model/errors';
import { abortReason } from './deadline';
import type { AddressGuard, Ports } from './ports';
import { systemCodeOf } from './transport-error';

/** Time that a command has to end by itself once it is told to, in ms. */
const GRACE_MS = 1000;

/** Commands, without a shell, whose arguments and environment name nothing that the guard refuses. */
export function execPort(guard: AddressGuard): Ports['exec'] {
  return {
    run({ argv, env = {}, timeoutMs, maxBytes }, signal) {
      for (const text of [...argv.slice(1), ...Object.values(env)]) guard.checkText(text);
      signal.throwIfAborted();
      const [program, ...rest] = argv;
      const child = spawn(program, rest, {
        env: { ...baseEnvironment(), ...env },
        shell: false,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that what it starts ends with it.
        detached: true,
      });
      const stdout = collect(child.stdout, maxBytes);
      const stderr = collect(child.stderr, maxBytes);
      return new Promise((resolve, reject) => {
        let late = false;
        const end = endGroup(child);
        const timer = setTimeout(() => {
          late = true;
          end();
        }, timeoutMs);
        signal.addEventListener('abort', end, { once: true });
        const release = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
        };
        child.on('error', (cause) => {
          release();
          reject(
            new OperationError('COMMAND_MISSING', `'${program}': ${cause.message}`, { cause }),
          );
        });
        child.on('close', (exitCode, killedBy) => {
          release();
          if (signal.aborted) reject(abortReason(signal));
          else if (late)
            reject(
              new OperationError('COMMAND_FAILED', `'${program}' took over ${timeoutMs} ms: ended`),
            );
          else resolve({ exitCode, signal: killedBy, stdout: stdout(), stderr: stderr() });
        });
      });
    },
  };
}

function baseEnvironment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['PATH', 'LANG']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Tells the whole group to end, and kills what is left of it a second later, the leader gone or not. */
function endGroup(child: ChildProcess): () => void {
  return () => {
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
    child.once('close', () => clearTimeout(timer));
  };
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    // It has just ended by itself.
    if (systemCodeOf(error) !== 'ESRCH') throw error;
  }
}

/** Keeps the beginning of a stream and lets the rest run dry, so that the command is not blocked. */
function collect(stream: Readable, maxBytes: number): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < maxBytes) chunks.push(chunk.subarray(0, maxBytes - bytes));
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
