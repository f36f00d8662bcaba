import { InvalidRequest } from '../read-input';

/** Where a list goes on: after this one. */
export interface ListPlace {
  readonly startedAt: string;
  readonly id: string;
}

/** A place in a list as clients carry it. */
export function cursorOf({ startedAt, id }: ListPlace): string {
  return Buffer.from(JSON.stringify([startedAt, id])).toString('base64url');
}

/** The place that a cursor stands for. Throws REQUEST_INVALID. */
export function placeOf(cursor: string): ListPlace {
  const refuse = (): InvalidRequest =>
    new InvalidRequest([{ in: 'query', at: '/cursor', message: 'is none that was given out' }]);
  const read = jsonOf(Buffer.from(cursor, 'base64url').toString('utf8'));
  const list: readonly unknown[] = Array.isArray(read) ? read : [];
  const [startedAt, id] = list;
  if (typeof startedAt !== 'string' || typeof id !== 'string') throw refuse();
  return { startedAt, id };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
