import type { FeedPath, Server } from '../inventory/site-inventory';
import { isJsonObject, type JsonObject } from '../json';
import type { SliceCall, SliceFeed, SliceServer } from '../plan/plan';
import { expectOf } from './call-phase';
import { checkFilled } from './check-filled';
import { connectorOf, fillsOf, type Call } from './check-call';
import type { ConnectorInfo } from './connector-info';
import { at, filledWith, scopeFor, scopeForInput, type Context, type Spot } from './context';
import { withScope, type Planner } from './planner';

const SERVER_LATER: ReadonlySet<string> = new Set(['server']);

/** A call of a slice, filled in but for what names the server. */
export function sliceCall(
  planner: Planner,
  spot: Spot,
  call: Call,
  extra: JsonObject,
  kind: 'feed' | 'server',
): SliceCall {
  const { context } = planner;
  const connector = connectorOf(context, call.uses);
  const names = [...Object.keys(extra), ...(kind === 'feed' ? [] : ['server'])];
  const authored = {
    ...(connector === undefined ? {} : fillsOf(connector, names)),
    ...call.with,
  };
  const input = filledWith(context, at(spot, 'with'), authored, extra, SERVER_LATER);
  if (connector !== undefined) {
    checkFilled(context, spot, connector, authored, input);
    checkAim(context, spot, connector, input, kind === 'feed' ? extra : undefined);
  }
  const expect = expectOf(context, call);
  return {
    uses: call.uses,
    with: input,
    ...(expect === undefined ? {} : { expect }),
    ...withScope({ ...scopeForInput(context, input, extra), ...scopeFor(context, expect, extra) }),
  };
}

/** A flowing step acts on what it is at: a call that names another PDU or server would go round its gate. */
function checkAim(
  context: Context,
  spot: Spot,
  connector: ConnectorInfo,
  input: JsonObject,
  own: JsonObject | undefined,
): void {
  if (connector.effect === 'read') return;
  const feed = own?.['feed'];
  const pdu = isJsonObject(feed) ? feed['pdu'] : undefined;
  for (const target of connector.targets(input)) {
    if (target.kind !== 'pdu' && target.kind !== 'server') continue;
    if (target.kind === 'pdu' && target.id === pdu) continue;
    context.findings.add(
      'GATE_BYPASSED',
      spot.file,
      [...spot.path, 'with'],
      `${connector.uses} is aimed at ${target.kind} '${target.id}', whichever one the step is at`,
      { fix: `Leave '${target.kind}' out, so that it is filled in.` },
    );
  }
}

export function sliceFeed(planner: Planner, feed: FeedPath): SliceFeed {
  const { id, pdu, usableKw } = feed;
  return { id, pdu: pdu.id, usableKw, equipmentKw: planner.equipmentKw.get(id) ?? 0 };
}

export function sliceServer(server: Server): SliceServer {
  const { id, site, rack, hall, zone, role, feeds, labels } = server;
  const { watts, inrush, serial, uuid, bmc, ready } = server;
  return {
    id,
    site,
    rack,
    hall,
    zone,
    role,
    feeds,
    labels,
    watts,
    inrush,
    ...(serial === '' ? {} : { serial }),
    ...(uuid === '' ? {} : { uuid }),
    bmc,
    ...(ready === '' ? {} : { ready }),
  };
}
