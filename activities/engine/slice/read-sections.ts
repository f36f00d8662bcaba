import { setMaxListeners } from 'node:events';
import { isJsonObject, type JsonObject } from '../../../model/json';
import type { SliceFeed } from '../../../model/plan/plan';
import type { Trip } from '../../../model/run/command';
import type { ConnectorCaller } from '../connector-caller';
import { LOAD, sectionsIn } from './feed-reader';

/** What reads one section alone, where a PDU whose meter is broken gives no answer as a whole. */
const OUTLET = 'redfish.outlet';
/** Longest that a PDU is waited for, real ms. */
const WITHIN_MS = 5000;

/** How the sections of a feed stand, `unknown` where they cannot be read; it never fails but by the signal. */
export async function readSections(
  caller: ConnectorCaller,
  feed: SliceFeed,
  input: JsonObject,
  known: Iterable<string>,
  signal: AbortSignal,
): Promise<Trip['sections']> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  setMaxListeners(0, either);
  const names = new Set([...known, ...namesIn(caller.recordOf('pdu', feed.pdu))]);
  const found: Record<string, Trip['sections'][string]> = {};
  for (const name of names) found[name] = 'unknown';
  try {
    const request = { uses: LOAD, with: input, phase: 'sections', item: feed.id };
    for (const [section, state] of sectionsIn(await caller.call(request, either)))
      found[section] = stateOf(state);
    return found;
  } catch {
    signal.throwIfAborted();
  }
  await Promise.all(
    [...names].map(async (section) => {
      found[section] = await readSection(caller, { ...input, section, state: 'on' }, either);
    }),
  );
  signal.throwIfAborted();
  return found;
}

async function readSection(
  caller: ConnectorCaller,
  input: JsonObject,
  signal: AbortSignal,
): Promise<Trip['sections'][string]> {
  try {
    const prepared = caller.prepare({ uses: OUTLET, with: input, phase: 'sections' });
    const before = await prepared.readBefore(signal);
    return stateOf(isJsonObject(before) ? before['state'] : undefined);
  } catch {
    return 'unknown';
  }
}

/** Sections of a PDU by its record. */
function namesIn({ sections }: JsonObject): readonly string[] {
  return Array.isArray(sections) ? sections.filter((one) => typeof one === 'string') : [];
}

/** A section on its way is neither. */
export function stateOf(said: unknown): Trip['sections'][string] {
  return said === 'on' || said === 'off' ? said : 'unknown';
}
