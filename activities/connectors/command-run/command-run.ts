import { z } from 'zod';
import { durationMs } from '../../../model/duration';
import { OperationError } from '../../../model/errors';
import { Duration } from '../../../model/schema/scalars';
import { defineConnector } from '../../define-connector';
import { addressesInText } from '../addresses-in-text';
import { cut } from '../http-answer';

/** Bytes kept of each of stdout and stderr. */
const MOST_BYTES = 16 * 1024;
/** Characters of them in an output. */
const OUTPUT_CHARACTERS = 2000;

const Argv = z.tuple([z.string().min(1)], z.string().max(8000));

/** Runs a program on the worker. */
export const commandRun = defineConnector({
  uses: 'command.run',
  summary:
    'Runs a program on the worker: an argument list, no shell, no environment but PATH, LANG and what is given.',
  effect: 'once',
  effectByStep: true,
  needs: [],
  findOut:
    'Look at what the program changes, or run its own status command: it may have ended, still run, or never have begun.',
  input: z.strictObject({
    argv: Argv.describe(
      'Program and arguments. Addresses in them must be of the inventory; write files with a slash (`./site.yaml`).',
    ),
    env: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a name of a variable'),
        z.string(),
      )
      .default({})
      .describe('Environment; a value may be a `secret://` reference.'),
    timeout: Duration.default('1m').describe(
      'Longest it may run; never divided by speed. Then it and all it started is ended.',
    ),
    exitCodes: z
      .array(z.int().min(0).max(255))
      .min(1)
      .default([0])
      .describe('Exit codes that count as good.'),
  }),
  output: z.object({
    exitCode: z.int().describe('Exit code.'),
    stdout: z.string().describe('Beginning of its standard output, at most 2,000 characters.'),
    stderr: z.string().describe('Beginning of its standard error, at most 2,000 characters.'),
  }),
  examples: [
    {
      with: { argv: ['fence-writer', '--cluster', 'talk'] },
      gives: { exitCode: 0, stdout: 'fenced talk\n', stderr: '' },
    },
    {
      with: { argv: ['pg_isready', '--host', 'db-1.pangyo.example'] },
      gives: { exitCode: 0, stdout: 'accepting connections\n', stderr: '' },
    },
  ],
  targets: ({ argv, env }) =>
    [...argv.slice(1), ...Object.values(env)]
      .flatMap(addressesInText)
      .map((address) => ({ kind: 'address', address })),
  async run({ input, ports, signal }) {
    const env: Record<string, string> = {};
    for (const [name, value] of Object.entries(input.env))
      env[name] = await ports.secrets.resolve(value);
    const [program, ...rest] = input.argv;
    const ended = await ports.exec.run(
      { argv: [program, ...rest], env, timeoutMs: durationMs(input.timeout), maxBytes: MOST_BYTES },
      signal,
    );
    const { exitCode } = ended;
    if (exitCode === null || !input.exitCodes.includes(exitCode)) {
      const how =
        exitCode === null ? `was ended by ${ended.signal ?? 'a signal'}` : `ended with ${exitCode}`;
      const said = ended.stderr.trim() === '' ? ended.stdout.trim() : ended.stderr.trim();
      throw new OperationError(
        'COMMAND_FAILED',
        `'${program}' ${how}${said === '' ? '' : `: ${cut(said, 300)}`}`,
      );
    }
    return {
      exitCode,
      stdout: cut(ended.stdout, OUTPUT_CHARACTERS),
      stderr: cut(ended.stderr, OUTPUT_CHARACTERS),
    };
  },
});
