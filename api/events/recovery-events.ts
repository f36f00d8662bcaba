import type { Reader } from '../../client/read-recoveries';
import type { RecoveryView } from '../../model/view/recovery-view';
import type { Desk } from '../desk/desk';
import { eventText, KEEP_ALIVE, KEEP_ALIVE_MS, LOOK_MS, OPENING } from './event-text';

/** Entries that are read at once. */
const PAGE = 500;

/** Progress that no entry tells of is told at most this often, ms. */
const PROGRESS_MS = 250;

/** Where a stream of a recovery's events goes on. */
export interface StreamPlace {
  /** Number of the last entry that was told. */
  readonly seq: number;
  /** How often entries at the end had been replaced by then. */
  readonly rewrites: number;
}

/** The place that an event's id stands for: `<seq>`, or `<seq>.<rewrites>` where entries were replaced. */
export function streamPlace(id: string): StreamPlace | undefined {
  const found = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(id);
  return found === null ? undefined : { seq: Number(found[1]), rewrites: Number(found[2] ?? 0) };
}

/**
 * Events of one recovery from a place on: `entry` for each ledger entry, in order, each once; `rewound` where entries
 * gave way to others, which follow; `progress` when counts have changed; `temporal` when it comes or goes. It reads
 * by number, so that nothing is missed or told twice however it was cut off.
 */
export async function* recoveryEvents(
  desk: Pick<Desk, 'reader' | 'watch' | 'temporal'>,
  id: string,
  from: StreamPlace,
  isOpen: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { reader, watch, temporal } = desk;
  let place = from;
  let view: RecoveryView | undefined;
  let viewAt = 0;
  let status = '';
  let saidAt = Date.now();
  yield OPENING;
  while (!signal.aborted && isOpen()) {
    const seen = watch.generation;
    const texts: string[] = [];
    const found = await news(reader, id, place);
    place = found.place;
    texts.push(...found.texts);
    if (found.isAll) {
      if (Date.now() - viewAt >= PROGRESS_MS) {
        const now = await reader.view(id);
        if (view !== undefined && now !== view && found.texts.length === 0)
          texts.push(eventText('progress', { seq: now.seq }));
        view = now;
        viewAt = Date.now();
      }
      const answers = await temporal.status();
      if (answers !== status) texts.push(eventText('temporal', { temporal: answers }));
      status = answers;
    }
    if (texts.length === 0 && Date.now() - saidAt >= KEEP_ALIVE_MS) texts.push(KEEP_ALIVE);
    if (texts.length > 0) {
      saidAt = Date.now();
      yield texts.join('');
    }
    if (found.isAll) await watch.after(seen, LOOK_MS, signal);
  }
}

interface News {
  readonly texts: readonly string[];
  readonly place: StreamPlace;
  /** Whether there was no more when it was read. */
  readonly isAll: boolean;
}

async function news(
  reader: Pick<Reader, 'row' | 'entries' | 'replacedSince'>,
  id: string,
  place: StreamPlace,
): Promise<News> {
  const { rewrites } = await reader.row(id);
  if (rewrites !== place.rewrites) {
    const first = (await reader.replacedSince(id, place.rewrites)) ?? 1;
    const seq = Math.min(place.seq, first - 1);
    const isTold = place.seq >= first;
    return {
      texts: isTold ? [eventText('rewound', { to: seq }, idOf({ seq, rewrites }))] : [],
      place: { seq, rewrites },
      isAll: false,
    };
  }
  const entries = await reader.entries(id, place.seq, PAGE);
  const texts = entries.map((entry) =>
    eventText('entry', entry, idOf({ seq: entry.seq, rewrites })),
  );
  return {
    texts,
    place: { seq: entries.at(-1)?.seq ?? place.seq, rewrites },
    isAll: entries.length < PAGE,
  };
}

function idOf({ seq, rewrites }: StreamPlace): string {
  return rewrites === 0 ? String(seq) : `${String(seq)}.${String(rewrites)}`;
}
