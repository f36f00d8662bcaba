import type { FormField, ReadingAsked } from '../../api/types';
import type { Json } from '../../say/json';

/** A reading as it is being typed. */
export interface ReadingDraft {
  readonly value: string;
  readonly minutesAgo: number;
}

/** The form in the types that its fields have; undefined while one that is needed is empty. */
export function formAnswer(
  fields: readonly FormField[],
  values: Readonly<Record<string, string>>,
): Json | undefined {
  const answer: Record<string, string | number | boolean> = {};
  for (const { name, type, required } of fields) {
    const text = (values[name] ?? '').trim();
    if (text === '') {
      if (required) return undefined;
      continue;
    }
    if (type === 'number' && !Number.isFinite(Number(text))) return undefined;
    answer[name] = type === 'number' ? Number(text) : type === 'boolean' ? text === 'true' : text;
  }
  return answer;
}

/** The reading as it is signed; undefined while its value is missing. */
export function readingAnswer(
  rule: ReadingAsked,
  { value, minutesAgo }: ReadingDraft,
): Json | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  const isNumber = rule.values.length === 0;
  if (isNumber && !Number.isFinite(Number(text))) return undefined;
  return {
    id: rule.id,
    value: isNumber ? Number(text) : text,
    // When it was taken is said only where it is not now: a retry must be the same statement.
    ...(minutesAgo === 0 ? {} : { takenAt: minutesBefore(minutesAgo) }),
  };
}

/** To the minute, so that the same draft stays the same for a while. */
function minutesBefore(minutes: number): string {
  const at = Math.floor(Date.now() / 60_000 - minutes) * 60_000;
  return new Date(at).toISOString();
}
