import { OperationError, type ErrorCode } from '../../../model/errors';
import type { ConnectorCall } from '../../define-connector';
import { withinTime } from '../whole-answer';

const TIMEOUT_MS = 5000;
const MOST_LINES = 100;

/** Sends one command to HAProxy's runtime API. There is no status code: success is silence, the rest is text. */
export async function ask(
  call: Pick<ConnectorCall<unknown>, 'ports' | 'signal'>,
  address: string,
  command: string,
): Promise<string> {
  const connection = await call.ports.tcp.connect(address, { timeoutMs: TIMEOUT_MS }, call.signal);
  const inTime = withinTime(address, call.ports.clock);
  const lines: string[] = [];
  try {
    await connection.send(`${command}\n`);
    for (let count = 0; count < MOST_LINES; count += 1) {
      const line = await connection.readLine();
      // An empty line ends an answer; HAProxy then closes, a master socket or prompt does not.
      if (line === undefined || line.trim() === '') return lines.join(' ');
      lines.push(line.trim());
      inTime();
    }
  } finally {
    connection.close();
  }
  throw new OperationError(
    'ANSWER_TOO_LARGE',
    `${address} answered '${command}' with over ${MOST_LINES} lines`,
  );
}

/** The error of the catalogue for what HAProxy says where it should have been silent, or named a weight. */
export function saidError(address: string, command: string, said: string): OperationError {
  return new OperationError(
    codeOf(said),
    `${address} answered '${command}' with '${said.slice(0, 200)}'`,
  );
}

function codeOf(said: string): ErrorCode {
  if (/no such (server|backend|proxy)/i.test(said)) return 'TARGET_MISSING';
  if (/permission denied/i.test(said)) return 'TARGET_DENIED';
  return said === '' ? 'ANSWER_MALFORMED' : 'TARGET_REFUSED';
}
