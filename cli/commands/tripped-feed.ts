import type { Command } from 'commander';
import { closest } from '../../model/closest';
import { OperationError } from '../../model/errors';
import type { SteeringOptions } from './say';
import { meantId, stateOf, withReader } from './with-reader';

/** Feed that a `resume` is about: as named, or the one that a part of a step is for; undefined without either. */
export async function feedOf(
  step: string | undefined,
  options: SteeringOptions & { readonly feed?: string },
  command: Command,
): Promise<string | undefined> {
  const { feed } = options;
  if (step === undefined && feed === undefined) return undefined;
  return await withReader(stateOf(command), async (reader) => {
    const view = await reader.view(await meantId(reader, options.recovery));
    const feeds = view.feeds.map(({ id }) => id);
    const named = feed ?? step?.split('/').find((word) => feeds.includes(word));
    if (named === undefined)
      throw new OperationError('USAGE', `'${step ?? ''}' names no feed: give --feed FEED`);
    if (feeds.length === 0 || feeds.includes(named)) return named;
    const near = closest(named, feeds);
    throw new OperationError(
      'USAGE',
      `there is no feed '${named}'${near === undefined ? `, but ${feeds.join(', ')}` : `; did you mean '${near}'?`}`,
    );
  });
}
