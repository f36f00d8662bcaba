import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import {
  createContext,
  use,
  useEffect,
  useMemo,
  useRef,
  useState,
  type Dispatch,
  type ReactElement,
  type ReactNode,
  type SetStateAction,
} from 'react';
import { KEYS } from '../api/keys';
import type { TemporalState } from '../api/types';
import { openEventStream } from './event-stream';
import type { StreamEvent } from './parse-events';
import { newsOf, type LiveEntry } from './news';
import { Refresher } from './refresher';

/** How current the page is. `catching-up`: the line is back, and everything is being read anew. */
export type Link = 'connecting' | 'fresh' | 'lost' | 'catching-up';

/** What the page knows of its own currency. */
export interface LiveState {
  readonly link: Link;
  /** When the line was lost, ms since 1970. */
  readonly lostAt: number | null;
  readonly temporal: TemporalState;
  /** Whether anything may be answered: never from a stale page. */
  readonly canAnswer: boolean;
  /** Latest entries of the recovery that is watched, in order. */
  readonly entries: readonly LiveEntry[];
}

/** What the page watches; the lists, where nothing is named. */
interface Subject {
  readonly id: string;
  /** Number of the entry that its view holds. */
  readonly after: number;
}

interface Live extends LiveState {
  readonly watch: (subject: Subject | null) => void;
}

/** Entries that are kept for the record on screen. */
const MOST_ENTRIES = 400;

/** Events that come within this are taken together, ms. */
const BATCH_MS = 100;

const LiveContext = createContext<Live | null>(null);

/** Keeps the page live by one stream of events. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const client = useQueryClient();
  const [subject, watch] = useState<Subject | null>(null);
  const [state, setState] = useState<Omit<LiveState, 'canAnswer'>>(FIRST);
  useEffect(() => keepLive(client, subject, setState), [client, subject]);
  const live = useMemo(
    () => ({ ...state, canAnswer: state.link === 'fresh' && state.temporal === 'up', watch }),
    [state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** How current the page is. */
export function useLive(): LiveState {
  const live = use(LiveContext);
  if (live === null) throw new Error('no LiveProvider');
  return live;
}

/** Has the page watch one recovery, from the entry on that its view holds, for as long as it is shown. */
export function useWatched(id: string, seq: number | undefined): void {
  const watch = use(LiveContext)?.watch;
  // Only the first view counts: later ones come of the stream itself.
  const first = useRef({ id, seq });
  if (first.current.id !== id || first.current.seq === undefined) first.current = { id, seq };
  const { seq: after } = first.current;
  useEffect(() => {
    if (after === undefined || watch === undefined) return undefined;
    watch({ id, after });
    return () => watch(null);
  }, [id, after, watch]);
}

const FIRST = { link: 'connecting', lostAt: null, temporal: 'up', entries: [] } as const;

type SetState = Dispatch<SetStateAction<Omit<LiveState, 'canAnswer'>>>;

function keepLive(client: QueryClient, subject: Subject | null, setState: SetState): () => void {
  const refresher = new Refresher(client);
  let pending: StreamEvent[] = [];
  let isPlanned = false;
  let wasOpen = false;
  let takenAt = -Infinity;
  const take = (): void => {
    isPlanned = false;
    takenAt = performance.now();
    const news = newsOf(pending, subject?.id);
    pending = [];
    refresher.touch(...news.keys);
    if (news.temporal === undefined && news.entries.length === 0) return;
    setState((before) => ({
      ...before,
      temporal: news.temporal ?? before.temporal,
      entries: [
        ...before.entries.filter(({ seq }) => seq <= (news.rewoundTo ?? Infinity)),
        ...news.entries,
      ].slice(-MOST_ENTRIES),
    }));
  };
  setState((before) => ({ ...before, entries: [] }));
  const close = openEventStream(addressOf(subject), subject === null ? '' : String(subject.after), {
    onOpen() {
      if (!wasOpen) {
        wasOpen = true;
        setState((before) => ({ ...before, link: 'fresh', lostAt: null }));
        return;
      }
      setState((before) => ({ ...before, link: 'catching-up' }));
      void client.invalidateQueries().then(() => {
        setState((before) =>
          before.link === 'catching-up' ? { ...before, link: 'fresh', lostAt: null } : before,
        );
      });
    },
    onEvents(events) {
      pending.push(...events);
      if (isPlanned) return;
      isPlanned = true;
      // One piece of work a batch, however many events; a page in the background has no frames.
      const wait = takenAt + BATCH_MS - performance.now();
      setTimeout(() => (document.hidden ? take() : requestAnimationFrame(take)), Math.max(0, wait));
    },
    onLost: () =>
      setState((before) => ({ ...before, link: 'lost', lostAt: before.lostAt ?? Date.now() })),
    onSignedOut: () => void client.invalidateQueries({ queryKey: KEYS.session }),
  });
  return () => {
    close();
    refresher.stop();
  };
}

function addressOf(subject: Subject | null): string {
  return subject === null
    ? '/api/v1/events'
    : `/api/v1/recoveries/${encodeURIComponent(subject.id)}/events`;
}
