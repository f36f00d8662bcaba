import { z } from 'zod';
import { durationMs } from '../duration';

/** Lower-case name of anything a runbook can point at: letters, digits, dashes; at most 64 characters. */
export const Id = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}$/,
    'must be lower-case letters, digits and dashes, beginning with a letter, at most 64 characters',
  );
export type Id = z.infer<typeof Id>;

/** An id or a folded range of ids: `a[001-400]` stands for a001, a002, … a400. */
export const FoldedId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*(\[\d{1,6}-\d{1,6}\][a-z0-9-]*)?$/,
    'must be an id such as `db-01` or a folded range such as `a[001-400]`',
  );

/** Longest authored duration, days; a choice of ours: no wait of a recovery is longer. */
const MOST_DAYS = 366;

/** Authored duration: a whole or decimal number and a unit, `500ms`, `90s`, `5m`, `2h`, `3d`. */
export const Duration = z
  .string()
  .regex(
    /^\d+(\.\d+)?(ms|s|m|h|d)$/,
    'must be a number and a unit, such as 500ms, 90s, 5m, 2h or 3d',
  )
  .refine((text) => durationMs(text) <= MOST_DAYS * 86_400_000, `must be at most ${MOST_DAYS}d`);
export type Duration = z.infer<typeof Duration>;

/** A duration that cannot be nothing: between polls, until a deadline. */
export const Span = Duration.refine((text) => durationMs(text) > 0, 'must be more than nothing');

/** A share written as `10%`. */
export const Percent = z
  .string()
  .regex(/^(100(\.0+)?|\d{1,2}(\.\d+)?)%$/, 'must be a share such as 10%');

/** Bare CEL. What may be named in it depends on where it stands; see docs/reference/expressions.md. */
export const Expression = z.string().min(1).max(4000);

/** Any JSON value; text in it may hold `${{ CEL }}`. */
export const Json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(Json),
    z.record(z.string(), Json),
  ]),
);
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Input of a connector as authored; text may hold `${{ CEL }}`. */
export const With = z.record(z.string(), Json).default({});

export const Metadata = z.strictObject({
  id: Id.describe('Name used in ids, lists and file names.'),
  title: z.string().min(1).max(200).optional().describe('One line for people.'),
  owner: z.string().max(200).optional().describe('Who keeps this file right.'),
});

/** Every authored file begins with this. */
const API_VERSION = 'blackstart/v1';
export const ApiVersion = z.literal(API_VERSION);
