import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from '../desk/desk';
import { eventText, KEEP_ALIVE, KEEP_ALIVE_MS, LOOK_MS, OPENING } from './event-text';

/** A change of the lists is told at most this often, ms. */
const CHANGED_MS = 250;

/** Open recoveries that are looked at. */
const MOST_OPEN = 200;

/**
 * Says `changed`, with the ids, when recoveries began, went on or ended: whoever shows a list reads it anew. Nothing
 * is taken up after a cut: the first event says what is open.
 */
export async function* listEvents(
  desk: Pick<Desk, 'reader' | 'watch' | 'temporal'>,
  isOpen: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { reader, watch, temporal } = desk;
  let known = new Map<string, string>();
  let isFirst = true;
  let status = '';
  let saidAt = 0;
  let changedAt = 0;
  yield OPENING;
  while (!signal.aborted && isOpen()) {
    const seen = watch.generation;
    const texts: string[] = [];
    const rows = await reader.list({ open: true, limit: MOST_OPEN });
    const now = new Map(rows.map((row) => [row.id, `${String(row.lastSeq)} ${row.status}`]));
    // One that is not open any more has ended.
    const changed = [...now.keys()].filter((id) => now.get(id) !== known.get(id));
    changed.push(...[...known.keys()].filter((id) => !now.has(id)));
    if (changed.length > 0 || isFirst) {
      texts.push(eventText('changed', { recoveries: changed }));
      changedAt = Date.now();
    }
    known = now;
    isFirst = false;
    const answers = await temporal.status();
    if (answers !== status) texts.push(eventText('temporal', { temporal: answers }));
    status = answers;
    if (texts.length === 0 && Date.now() - saidAt >= KEEP_ALIVE_MS) texts.push(KEEP_ALIVE);
    if (texts.length > 0) {
      saidAt = Date.now();
      yield texts.join('');
    }
    await watch.after(seen, LOOK_MS, signal);
    const early = CHANGED_MS - (Date.now() - changedAt);
    if (early > 0) await sleep(early, undefined, { signal }).catch(() => undefined);
  }
}
