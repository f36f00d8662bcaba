import type { z } from 'zod';
import { OperationError, type ErrorCode } from '../model/errors';
import type { Problem } from './schema/problem';

type Found = NonNullable<Problem['problems']>[number];

/** An error that lists each thing that is wrong and where. */
export class ListedError extends OperationError {
  constructor(
    code: ErrorCode,
    readonly problems: readonly Found[],
  ) {
    const [first] = problems;
    const more = problems.length > 1 ? `, and ${String(problems.length - 1)} more` : '';
    super(code, `${first?.in ?? ''} ${first?.at ?? ''}: ${first?.message ?? ''}${more}`.trim());
  }
}

/** REQUEST_INVALID, with each thing that is wrong and where. */
export class InvalidRequest extends ListedError {
  constructor(problems: readonly Found[]) {
    super('REQUEST_INVALID', problems);
  }
}

/** Most problems that are listed. */
const MOST = 20;

/** What was sent, as its schema takes it; throws InvalidRequest with all that is wrong. */
export function readInput<S extends z.ZodType>(
  where: Found['in'],
  schema: S,
  value: unknown,
): z.output<S> {
  const read = parsed(schema, value);
  if (read === undefined)
    throw new InvalidRequest([{ in: where, at: '/', message: 'is nested too deeply' }]);
  if (read.success) return read.data;
  throw new InvalidRequest(
    read.error.issues.slice(0, MOST).map((issue) => ({
      in: where,
      at: pointer([
        ...issue.path,
        ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []),
      ]),
      message: issue.message,
    })),
  );
}

/** A JSON pointer (RFC 6901). */
function pointer(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '/';
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** What a schema says of a value; undefined of one that is nested too deeply to be looked at. */
function parsed<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.ZodSafeParseResult<z.output<S>> | undefined {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
