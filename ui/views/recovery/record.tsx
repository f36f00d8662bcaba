import { useQuery } from '@tanstack/react-query';
import { useRef, type ReactElement } from 'react';
import { ledgerQuery } from '../../api/queries';
import { useLive } from '../../live/live';
import type { LiveEntry } from '../../live/news';
import { useTexts } from '../../texts/texts';
import { When } from '../../time/times';

/** Entries that are shown, the newest first. */
const MOST_SHOWN = 60;

/** The ledger as it is written: what stood there when the page was opened, and every entry since. */
export function Record({
  id,
  seq,
  zone,
}: {
  readonly id: string;
  readonly seq: number;
  readonly zone: string | null;
}): ReactElement {
  const { recovery } = useTexts();
  const first = useRef(Math.max(0, seq - MOST_SHOWN));
  const query = useQuery(ledgerQuery(id, first.current));
  const { entries } = useLive();
  const known = new Map<number, LiveEntry>();
  for (const entry of [...(query.data?.entries ?? []), ...entries]) known.set(entry.seq, entry);
  const shown = [...known.values()].sort((a, b) => b.seq - a.seq).slice(0, MOST_SHOWN);
  return (
    <>
      <p className="small soft">{recovery.recordHint}</p>
      <ol className="record small" reversed tabIndex={0} aria-label={recovery.record}>
        {shown.map(({ seq: number, at, body }) => (
          <li key={number} data-seq={number}>
            <span className="soft record-seq">{number}</span>
            <span className="record-text break">{entryText(body)}</span>
            <When at={at} zone={zone} />
          </li>
        ))}
      </ol>
    </>
  );
}

/** What an entry says, in its own words. */
function entryText(body: LiveEntry['body']): string {
  const said = body['signed'];
  const statement = isRecord(said) ? said['statement'] : undefined;
  const from = isRecord(statement) ? { ...body, ...statement } : body;
  const words = ['type', 'act', 'node', 'step', 'feed', 'service', 'phase', 'status', 'health'];
  const main = words.flatMap((word) => textOf(from[word])).join(' ');
  const more = ['person', 'by', 'reason', 'interlock'].flatMap((word) => textOf(from[word]));
  return more.length === 0 ? main : `${main} · ${more.join(' · ')}`;
}

function textOf(value: unknown): readonly string[] {
  return typeof value === 'string' && value !== '' ? [value] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
