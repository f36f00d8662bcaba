import { isJsonObject, type Json, type JsonObject } from '../json';
import type { AddedNode, EntryBody } from '../run/entry';

/** The last trip of a feed. */
export interface TripFacts {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly interlock: string;
  readonly reason: string;
  readonly needsReadings: boolean;
  readonly waits: readonly { readonly feed: string; readonly what: readonly string[] }[];
}

/** An interlock that is waived, or that one person has asked to waive. */
export interface WaiverFacts {
  readonly node: string;
  readonly feed: string;
  readonly interlock: string;
  /** ISO 8601 UTC; null until a second person has signed. */
  readonly until: string | null;
  readonly by: readonly { readonly person: string; readonly role: string }[];
  /** Authored milliseconds that were asked for; null where the ledger does not tell. */
  readonly forMs: number | null;
}

/** Something that an undo would put back. */
export interface ChangeFacts {
  readonly serial: number;
  readonly node: string;
  readonly phase: string;
  readonly with: JsonObject;
  readonly before: Json;
}

export interface NoteFacts {
  readonly at: string;
  readonly person: string;
  /** Empty where it is about the whole run. */
  readonly step: string;
  readonly text: string;
}

/** What the ledger tells of a bad night: trips, waivers, what fell, what was added, what can be put back. */
export interface NightFacts {
  after: { readonly recovery: string; readonly reason: string } | null;
  /** What make-safe could not do. */
  left: readonly string[];
  /** Feeds that have tripped and were not resumed since. */
  readonly trips: Map<string, TripFacts>;
  waivers: readonly WaiverFacts[];
  /** Service → since when it has fallen. */
  readonly fallen: Map<string, string>;
  readonly added: AddedNode[];
  /** Services whose traffic make-safe took, with the share that is left, percent. */
  readonly taken: Map<string, number>;
  /** By serial, in the order in which they were made. */
  readonly changes: Map<number, ChangeFacts>;
  readonly notes: NoteFacts[];
  /** Of the last statement that asked for a waiver; its entry follows at once. */
  askedMs: number | null;
}

export function noNight(): NightFacts {
  return {
    after: null,
    left: [],
    trips: new Map(),
    waivers: [],
    fallen: new Map(),
    added: [],
    taken: new Map(),
    changes: new Map(),
    notes: [],
    askedMs: null,
  };
}

/** Takes in one entry, of any type. */
export function takeNight(night: NightFacts, at: string, body: EntryBody): void {
  switch (body.type) {
    case 'started':
      night.after = body.after ?? null;
      return;
    case 'run':
      if (body.left !== undefined) night.left = body.left;
      return;
    case 'said':
      return takeSaid(night, at, body);
    case 'phase':
      if (body.undone !== undefined) night.changes.delete(body.undone);
      if (body.service !== undefined && body.share !== undefined)
        night.taken.set(body.service, body.share);
      return;
    case 'changed': {
      const { serial, node, phase, before } = body;
      night.changes.set(serial, { serial, node, phase, with: body.with, before });
      return;
    }
    case 'tripped': {
      const { interlock, reason, needsReadings, waits } = body;
      night.trips.set(body.feed, { at, interlock, reason, needsReadings, waits });
      return;
    }
    case 'feed-resumed':
      night.trips.delete(body.feed);
      return;
    case 'waived':
      return takeWaived(night, body);
    case 'waiver-over':
      night.waivers = night.waivers.filter((one) => !isSame(one, body));
      return;
    case 'service':
      if (body.health === 'fallen') night.fallen.set(body.service, at);
      else night.fallen.delete(body.service);
      return;
    case 'added':
      night.added.push(...body.nodes);
      return;
    case 'node':
    case 'retry':
    case 'asked':
    case 'waits':
    case 'reminded':
    case 'escalated':
    case 'expired':
    case 'lapsed':
  }
}

function takeSaid(night: NightFacts, at: string, body: Extract<EntryBody, { type: 'said' }>): void {
  const { act, person, step, reason, answer } = body.signed.statement;
  if (act === 'note') night.notes.push({ at, person, step, text: reason });
  const forMs = isJsonObject(answer) ? answer['forMs'] : undefined;
  night.askedMs = act === 'waive' && typeof forMs === 'number' ? forMs : null;
}

function takeWaived(night: NightFacts, body: Extract<EntryBody, { type: 'waived' }>): void {
  const { node, feed, interlock, until, by } = body;
  const known = night.waivers.find((one) => isSame(one, body));
  const forMs = night.askedMs ?? known?.forMs ?? null;
  night.waivers = [
    ...night.waivers.filter((one) => one !== known),
    { node, feed, interlock, until, by, forMs },
  ];
}

function isSame(
  one: { readonly feed: string; readonly interlock: string },
  other: { readonly feed: string; readonly interlock: string },
): boolean {
  return one.feed === other.feed && one.interlock === other.interlock;
}
