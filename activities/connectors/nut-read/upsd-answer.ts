import { OperationError, type ErrorCode } from '../../../model/errors';
import type { LineConnection, Ports } from '../../ports/ports';
import { withinTime } from '../whole-answer';

/** Most variables of a UPS that are read; real ones have up to about 150. */
const MOST_VARIABLES = 2000;

/** What the ERR lines of upsd mean, by its protocol (RFC 9271, section 4.4). */
const ERR_CODES: Readonly<Record<string, ErrorCode>> = {
  'DATA-STALE': 'READING_UNKNOWN',
  'DRIVER-NOT-CONNECTED': 'READING_UNKNOWN',
  'UNKNOWN-UPS': 'TARGET_MISSING',
  'VAR-NOT-SUPPORTED': 'TARGET_MISSING',
  'ACCESS-DENIED': 'TARGET_DENIED',
  'USERNAME-REQUIRED': 'TARGET_DENIED',
  'PASSWORD-REQUIRED': 'TARGET_DENIED',
  'INVALID-USERNAME': 'TARGET_DENIED',
  'INVALID-PASSWORD': 'TARGET_DENIED',
};

/** Asks upsd for every variable of a UPS. */
export async function listVariables(
  connection: LineConnection,
  ups: string,
  clock: Ports['clock'],
): Promise<ReadonlyMap<string, string>> {
  const inTime = withinTime(`upsd on ups '${ups}'`, clock);
  await connection.send(`LIST VAR ${ups}\n`);
  const first = await nextLine(connection, ups);
  if (first !== `BEGIN LIST VAR ${ups}`) throw unexpected(ups, first);
  const variables = new Map<string, string>();
  for (let count = 0; count <= MOST_VARIABLES; count += 1) {
    const line = await nextLine(connection, ups);
    if (line === `END LIST VAR ${ups}`) return variables;
    inTime();
    const [name, value] = variableOf(ups, line);
    // Which of the two would be true?
    if (variables.has(name)) throw unexpected(ups, line);
    variables.set(name, value);
  }
  throw new OperationError('ANSWER_TOO_LARGE', `ups '${ups}' has over ${MOST_VARIABLES} variables`);
}

async function nextLine(connection: LineConnection, ups: string): Promise<string> {
  const line = await connection.readLine();
  if (line === undefined)
    throw new OperationError('TARGET_NO_ANSWER', `upsd closed the connection on ups '${ups}'`);
  if (!line.startsWith('ERR ')) return line;
  const [, code = ''] = line.split(' ');
  throw new OperationError(ERR_CODES[code] ?? 'TARGET_REFUSED', `upsd on ups '${ups}': ${code}`);
}

/** `VAR <ups> <name> "<value>"`, with `\"` and `\\` in the value. */
function variableOf(ups: string, line: string): readonly [string, string] {
  const found = /^VAR (\S+) (\S+) "((?:[^"\\]|\\.)*)"$/.exec(line);
  const [, of, name, value] = found ?? [];
  if (of !== ups || name === undefined || value === undefined) throw unexpected(ups, line);
  return [name, value.replaceAll(/\\(.)/g, '$1')];
}

function unexpected(ups: string, line: string): OperationError {
  return new OperationError(
    'ANSWER_MALFORMED',
    `upsd on ups '${ups}' said '${line.slice(0, 100)}'`,
  );
}
