import { OperationError } from '../../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../../model/json';
import type { SliceResult, SliceServer } from '../../../model/plan/plan';
import { inLanes } from './lanes';
import type { SectionInput } from './section';
import { serverError } from './server-call';

/** W that a server which is off may take: its BMC, and its fans in some. */
const IDLE_WATTS = 25;
const LANES = 16;
const POWER = 'redfish.power';

/**
 * Opens a section again that the node had closed. Refused while a service that has traffic runs on a server behind it,
 * and while any server there is on.
 */
export async function undoSection(given: SectionInput, before: Json): Promise<SliceResult> {
  const { caller, slice, pulse, log, progress } = given;
  const { close, section, servers } = slice;
  const nothing = { ok: 0, already: 1, slow: 0, failed: [] };
  if (!isJsonObject(before) || before['closed'] !== true || close === 'manual') return nothing;
  const off = { state: 'off', idleWatts: servers.length * IDLE_WATTS };
  const request = { uses: close.uses, with: close.with, phase: 'undo', item: section };
  if ((await stateNow(given, request)) === 'off') return nothing;
  const prepared = caller.prepare({ ...request, undo: { before: off } });
  const on = await serversOn(given);
  if (on.length > 0)
    throw new OperationError(
      'OUTLET_CARRIES_LOAD',
      `behind section ${section} ${String(on.length)} servers are on: ${on.slice(0, 5).join(', ')}`,
    );
  if (!(await prepared.undo(pulse.signal, { ended: log.every })))
    throw new OperationError('ACTION_NOT_OFFERED', `${close.uses} cannot be undone`);
  progress.tell({ closed: false });
  await progress.flush();
  return { ok: 1, already: 0, slow: 0, failed: [] };
}

async function stateNow(
  { caller, pulse }: SectionInput,
  request: { readonly uses: string; readonly with: JsonObject; readonly phase: string },
): Promise<unknown> {
  const read = await caller.prepare(request).readBefore(pulse.signal);
  return isJsonObject(read) ? read['state'] : undefined;
}

/** Servers behind it that read as on; one that gives no answer is left to what the outlet says of its load. */
async function serversOn({ caller, slice, pulse }: SectionInput): Promise<readonly string[]> {
  const on: string[] = [];
  await inLanes(slice.servers, LANES, pulse.signal, async (server: SliceServer, signal) => {
    try {
      const request = { uses: POWER, with: { server: server.id, state: 'on' }, phase: 'undo' };
      const read = await caller.prepare(request).readBefore(signal);
      const power = isJsonObject(read) ? read['power'] : undefined;
      if (power === 'on' || power === 'powering-on') on.push(server.id);
    } catch (error) {
      serverError(error, signal);
    }
  });
  return on.sort();
}
