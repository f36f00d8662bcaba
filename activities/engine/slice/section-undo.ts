import { OperationError } from '../../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../../model/json';
import type { SliceCall, SliceResult, SliceServer } from '../../../model/plan/plan';
import type { ConnectorRequest } from '../connector-caller';
import { inLanes } from './lanes';
import type { SectionInput } from './section';
import { requestFor, serverError } from './server-call';

/** W that a server which is off may take: its BMC, and its fans in some. */
const IDLE_WATTS = 25;
const LANES = 16;
const POWER = 'redfish.power';
/** How often a BMC that gives no answer is asked, and the time in between, real ms. */
const MOST_READS = 3;
const AGAIN_MS = 500;

/** Server → how its wave starts it; what no wave starts has no entry. */
type Starts = ReadonlyMap<string, SliceCall>;

/**
 * Opens a section again that the node had closed. Refused while a service that has traffic runs on a server behind it,
 * and unless every server there is known to be off.
 */
export async function undoSection(
  given: SectionInput,
  before: Json,
  startsOf: () => Promise<Starts>,
): Promise<SliceResult> {
  const { caller, slice, pulse, log, progress } = given;
  const { close, section, servers } = slice;
  const nothing = { ok: 0, already: 1, slow: 0, failed: [] };
  if (!isJsonObject(before) || before['closed'] !== true || close === 'manual') return nothing;
  const off = { state: 'off', idleWatts: servers.length * IDLE_WATTS };
  const request = { uses: close.uses, with: close.with, phase: 'undo', item: section };
  if ((await stateNow(given, request)) === 'off') return nothing;
  const prepared = caller.prepare({ ...request, undo: { before: off } });
  const standing = new ServersBehind(given, await startsOf());
  await standing.read();
  standing.requireOff();
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

/** How the servers behind a section stand. */
class ServersBehind {
  private readonly on: string[] = [];
  /** Server → why nobody knows. */
  private readonly unread = new Map<string, OperationError>();

  constructor(
    private readonly given: SectionInput,
    private readonly starts: Starts,
  ) {}

  async read(): Promise<void> {
    const { slice, caller, pulse } = this.given;
    let asked: readonly SliceServer[] = slice.servers;
    for (let reads = 1; asked.length > 0; reads += 1) {
      await inLanes(asked, LANES, pulse.signal, (server, signal) => this.readOne(server, signal));
      if (reads === MOST_READS) return;
      asked = asked.filter(({ id }) => this.unread.get(id)?.retry === 'backoff');
      if (asked.length > 0) await caller.ports.clock.sleep(AGAIN_MS, pulse.signal);
    }
  }

  /** Throws OUTLET_CARRIES_LOAD where one is on, or may be. */
  requireOff(): void {
    const { section } = this.given.slice;
    const refused = (what: string, servers: readonly string[]): OperationError => {
      const named = [...servers].sort().slice(0, 5).join(', ');
      const more = servers.length > 5 ? ' …' : '';
      return new OperationError(
        'OUTLET_CARRIES_LOAD',
        `behind section ${section} ${String(servers.length)} servers ${what}: ${named}${more}`,
      );
    };
    if (this.on.length > 0) throw refused('are on', this.on);
    if (this.unread.size === 0) return;
    const unread = [...this.unread].map(([id, { code }]) => `${id} ${code}`);
    throw refused('cannot be read', unread);
  }

  private async readOne(server: SliceServer, signal: AbortSignal): Promise<void> {
    this.unread.delete(server.id);
    try {
      const read = await this.given.caller.prepare(this.request(server)).readBefore(signal);
      if (!isJsonObject(read) || read['power'] !== 'off') this.on.push(server.id);
    } catch (error) {
      this.unread.set(server.id, serverError(error, signal));
    }
  }

  /** With the login that its wave starts it with: without one many a BMC says nothing. */
  private request(server: SliceServer): ConnectorRequest {
    const start = this.starts.get(server.id);
    return start?.uses === POWER
      ? requestFor(start, server, 'undo')
      : { uses: POWER, with: { server: server.id, state: 'on' }, phase: 'undo', item: server.id };
  }
}
