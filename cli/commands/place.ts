import type { Command } from 'commander';
import type { Reader } from '../../client/read-recoveries';
import type { CommandPlace } from '../render/answers';
import { stateFlag } from './options';

/** What commands that are shown to people must say besides their own words. */
export async function placeOf(
  reader: Reader,
  recovery: string,
  command: Command,
): Promise<CommandPlace> {
  const open = await reader.list({ open: true });
  const state = stateFlag(command);
  return {
    ...(open.length > 1 ? { recovery } : {}),
    ...(state === undefined ? {} : { state }),
  };
}
