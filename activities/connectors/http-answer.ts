import type { z } from 'zod';
import { OperationError, type ErrorCode } from '../../model/errors';
import type { HttpAnswer } from '../ports/ports';

/** Throws unless an answer is a success. */
export function requireSuccess(what: string, answer: HttpAnswer): void {
  if (answer.status < 200 || answer.status > 299) throw statusError(what, answer);
}

/** The error of the catalogue for an answer with a status that was not hoped for. */
export function statusError(what: string, answer: HttpAnswer): OperationError {
  return new OperationError(
    codeOf(answer.status),
    `${what} answered ${answer.status}${excerptOf(answer.body)}`,
  );
}

/** The JSON of an answer, as far as a schema asks for it; anything else throws ANSWER_MALFORMED. */
export function readJson<Schema extends z.ZodType>(
  what: string,
  answer: HttpAnswer,
  schema: Schema,
): z.output<Schema> {
  const value = parseJson(answer.body);
  if (value === undefined) {
    throw new OperationError(
      'ANSWER_MALFORMED',
      `${what} answered something other than JSON${excerptOf(answer.body)}`,
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new OperationError(
    'ANSWER_MALFORMED',
    `${what} answered JSON that does not fit${place === '' ? '' : ` at '${place}'`}: ${issue?.message ?? 'unknown'}`,
  );
}

/** Most levels that an answer may be nested; deeper would overflow whatever walks it. */
const MOST_LEVELS = 64;

/** The value of a JSON text; undefined where it is none, or nested too deeply. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value, MOST_LEVELS) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}

/** A text for messages and outputs: one line, at most so many characters. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403 || status === 407) return 'TARGET_DENIED';
  if (status === 404 || status === 410) return 'TARGET_MISSING';
  if ([409, 412, 423, 425, 429].includes(status)) return 'TARGET_BUSY';
  // After these a change may have been taken all the same: 408 and 503 are no refusals.
  if (status === 408 || status >= 500) return 'TARGET_FAILED';
  return status >= 300 && status <= 399 ? 'REDIRECT_REFUSED' : 'TARGET_REFUSED';
}

function excerptOf(body: string): string {
  const text = messageIn(parseJson(body)) ?? body.replaceAll(/\s+/g, ' ').trim();
  return text === '' ? '' : `: ${cut(text, 200)}`;
}

/** What a JSON error says in words, as Redfish, Prometheus and most others put it. */
function messageIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const error: unknown = 'error' in value ? value.error : value;
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return undefined;
  const extended: unknown = Reflect.get(error, '@Message.ExtendedInfo');
  if (Array.isArray(extended)) {
    const said = extended.map(messageIn).filter((text) => text !== undefined);
    if (said.length > 0) return said.join(' ');
  }
  const message: unknown = Reflect.get(error, 'message') ?? Reflect.get(error, 'Message');
  return typeof message === 'string' ? message : undefined;
}
