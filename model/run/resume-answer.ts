import { isJsonObject } from '../json';
import type { Statement } from '../statement';

/** Feed and cause that a `resume` names; undefined where it is about the run. */
export function resumeOf({
  answer,
}: Statement): { readonly feed: string; readonly cause: string } | undefined {
  if (!isJsonObject(answer) || answer['feed'] === undefined) return undefined;
  const { feed, cause } = answer;
  return {
    feed: typeof feed === 'string' ? feed : '',
    cause: typeof cause === 'string' ? cause : '',
  };
}
