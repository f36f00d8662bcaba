import type { Command } from 'commander';
import { parseDuration } from '../../model/duration';
import { OperationError } from '../../model/errors';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';
import { stateOf } from './with-reader';

/** `token`: lets machines read and start drills over HTTP; none of them ever approves. */
export function registerToken(program: Command, shell: Shell): void {
  const token = program
    .command('token')
    .description('tokens by which machines may read and start drills')
    .addHelpText('after', '\nExample:\n  blackstart token create nightly-drill');
  token
    .command('create')
    .description('make a token and print it, once')
    .argument('<name>', 'what it is for')
    .option('--for <duration>', 'how long it is good', '90d')
    .addHelpText(
      'after',
      `
It may read everything and start drills, and never answers or steers. Send it as
\`authorization: Bearer TOKEN\`.

Example:
  blackstart token create nightly-drill --for 30d`,
    )
    .action(async (name: string, options: { readonly for: string }, command: Command) => {
      const forMs = parseDuration(options.for);
      if (forMs === undefined || forMs <= 0)
        throw new OperationError('USAGE', `--for '${options.for}' is no duration, such as 30d`);
      const { makeToken } = await import('../../client/machine-tokens.js');
      shell.out.lines([await makeToken(stateOf(command), name, forMs, new Date())]);
    });
  token
    .command('list')
    .description('list tokens: what they are for and how long they are good')
    .addOption(formatOption())
    .addHelpText('after', '\nExample:\n  blackstart token list --format json')
    .action(async (options: { readonly format: Format }, command: Command) => {
      const { machineTokens } = await import('../../client/machine-tokens.js');
      const tokens = (await machineTokens(stateOf(command))).map(
        ({ name, createdAt, expiresAt }) => ({ name, createdAt, expiresAt }),
      );
      if (options.format === 'json') shell.out.write(jsonText({ tokens }));
      else if (tokens.length === 0) shell.err.lines(['there are no tokens']);
      else shell.out.lines(tokens.map((one) => `${one.name}  good until ${one.expiresAt}`));
    });
  token
    .command('revoke')
    .description('take a token back, from this moment on')
    .argument('<name>', 'what it was for')
    .addHelpText('after', '\nExample:\n  blackstart token revoke nightly-drill')
    .action(async (name: string, _options: object, command: Command) => {
      const { revokeToken } = await import('../../client/machine-tokens.js');
      if (!(await revokeToken(stateOf(command), name)))
        throw new OperationError('USAGE', `there is no token '${name}'`);
      shell.out.lines([`${name} is good no more`]);
    });
}
