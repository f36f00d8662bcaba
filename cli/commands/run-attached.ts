import type { Command } from 'commander';
import type { Attachment } from '../terminal/attach';
import type { Shell } from '../terminal/shell';
import { jsonText, type Format } from './options';
import { placeOf } from './place';
import { withReader } from './with-reader';

/** What follows the start of a recovery: its id, or its progress to the end. */
export async function runAttached(
  started: Pick<Attachment, 'id' | 'state' | 'patienceMs'>,
  options: { readonly detach: boolean; readonly format: Format },
  command: Command,
  shell: Shell,
): Promise<void> {
  const { id, state } = started;
  if (options.detach) {
    if (options.format === 'json') shell.out.write(jsonText({ id }));
    else shell.out.lines([id]);
    return;
  }
  const place = await withReader(state, (reader) => placeOf(reader, id, command));
  const { attach } = await import('../terminal/attach.js');
  shell.exit(await attach({ ...started, place, format: options.format }, shell));
}
