import { KEYS } from '../api/keys';
import type { TemporalState } from '../api/types';
import type { StreamEvent } from './parse-events';

/** An entry of the ledger as the stream told it. */
export interface LiveEntry {
  readonly seq: number;
  readonly at: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a bundle of events means to the page. */
export interface News {
  /** What is to be read anew. */
  readonly keys: readonly (readonly unknown[])[];
  readonly entries: readonly LiveEntry[];
  /** Entries after this number gave way to others. */
  readonly rewoundTo?: number;
  readonly temporal?: TemporalState;
}

/** What events mean to the page; `id` names the recovery that they are of. */
export function newsOf(events: readonly StreamEvent[], id: string | undefined): News {
  const keys: (readonly unknown[])[] = [];
  const entries: LiveEntry[] = [];
  let rewoundTo: number | undefined;
  let temporal: TemporalState | undefined;
  for (const { event, data } of events) {
    const told: unknown = JSON.parse(data);
    if (event === 'changed') keys.push(KEYS.inbox, KEYS.recoveries);
    if (event === 'temporal' && has(told, 'temporal'))
      temporal = told.temporal === 'down' ? 'down' : 'up';
    if (event === 'rewound' && has(told, 'to')) {
      rewoundTo = Number(told.to);
      entries.length = 0;
    }
    if (event === 'entry' && isEntry(told)) entries.push(told);
    if (id !== undefined && (event === 'progress' || event === 'entry' || event === 'rewound'))
      keys.push([...KEYS.recovery(id), 'view']);
  }
  if (id !== undefined && entries.length > 0) keys.push(...keysOf(entries, id));
  return {
    keys,
    entries,
    ...(rewoundTo === undefined ? {} : { rewoundTo }),
    ...(temporal === undefined ? {} : { temporal }),
  };
}

function keysOf(entries: readonly LiveEntry[], id: string): readonly (readonly unknown[])[] {
  const types = new Set(entries.map(({ body }) => body['type']));
  const keys: (readonly unknown[])[] = [KEYS.next(id), KEYS.attempts(id)];
  if (types.has('said')) keys.push(KEYS.statements(id));
  const isOfInbox = ['asked', 'said', 'lapsed', 'expired', 'escalated', 'run', 'tripped', 'node'];
  if (isOfInbox.some((type) => types.has(type))) keys.push(KEYS.inbox);
  return keys;
}

function isEntry(told: unknown): told is LiveEntry {
  return has(told, 'seq') && has(told, 'at') && has(told, 'body') && typeof told.seq === 'number';
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
