import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import type { TargetObject } from '../../../model/plan/plan';
import { defineConnector } from '../../define-connector';
import type { HttpAnswer } from '../../ports/ports';
import { PowerWatts, wattsOf } from '../power-meter';
import {
  isOrBecomes,
  linked,
  PowerState,
  powerStateOf,
  RedfishClient,
  redfishLogin,
} from '../redfish-client';
import { sampleTime, type Clocks } from '../sample-time';
import { outletUrl, PduRecord, recordOf } from '../target-record';

const Outlet = z.object({
  PowerState: z.string().nullish(),
  PowerWatts: PowerWatts.nullish(),
  Actions: z
    .object({
      '#Outlet.PowerControl': z
        .object({
          target: z.string().optional(),
          'PowerState@Redfish.AllowableValues': z.array(z.string()).optional(),
        })
        .optional(),
    })
    .nullish(),
});

type Outlet = z.infer<typeof Outlet>;

const Before = z.object({
  state: PowerState,
  /** W that machines which are off may take: a BMC runs on them. */
  idleWatts: z.number().min(0).default(0),
});
/** Oldest sample by which an outlet may be switched off, ms. */
const MOST_AGE_MS = 60_000;
const NAMES = { on: 'On', off: 'Off' } as const;

/** Switches an outlet (a section) of a PDU. */
export const redfishOutlet = defineConnector({
  uses: 'redfish.outlet',
  summary: 'Switches one outlet (a section) of a rack PDU on or off; reads first how it stands.',
  effect: 'idempotent',
  needs: [],
  input: z.strictObject({
    pdu: z.string().describe('PDU of the inventory.'),
    section: z.string().min(1).describe('Section of the PDU: the id of its outlet.'),
    state: z.enum(['on', 'off']).describe('State wanted.'),
    ...redfishLogin,
  }),
  output: z.object({
    was: PowerState.describe('State before the call.'),
    sent: z
      .boolean()
      .describe(
        'Whether anything was sent: an outlet that is in the state, or on its way, is left alone.',
      ),
  }),
  fills: { pdu: 'feed.pdu', section: 'feed.section' },
  examples: [
    { with: { pdu: 'pdu-a', section: 's2', state: 'on' }, gives: { was: 'off', sent: true } },
    { with: { pdu: 'pdu-a', section: 's1', state: 'on' }, gives: { was: 'on', sent: false } },
  ],
  targets: ({ pdu }) => [{ kind: 'pdu', id: pdu }],
  async before(call) {
    const { state } = await readOutlet(new RedfishClient(call), urlOf(call));
    return { state };
  },
  async run(call) {
    const { was, sent } = await switchTo(new RedfishClient(call), urlOf(call), call.input.state);
    return { was, sent };
  },
  /** Never cuts off what serves: an outlet that carries load stays on, and says so. */
  async undo(call) {
    const before = Before.safeParse(call.before);
    if (!before.success) return;
    const { idleWatts } = before.data;
    const wanted = isOrBecomes(before.data.state, 'on') ? 'on' : 'off';
    const redfish = new RedfishClient(call);
    const url = urlOf(call);
    const { outlet, state, headers } = await readOutlet(redfish, url);
    if (wanted === 'off' && isOrBecomes(state, 'on'))
      requireIdle(url, outlet, idleWatts, { now: call.ports.clock.now(), headers });
    await switchTo(redfish, url, wanted);
  },
  powersOff({ state }, before) {
    if (before === undefined) return state === 'off';
    const parsed = Before.safeParse(before);
    return parsed.success && !isOrBecomes(parsed.data.state, 'on');
  },
});

function urlOf(call: {
  readonly targets: readonly TargetObject[];
  readonly input: { readonly section: string };
}): string {
  return outletUrl(recordOf(call.targets, 'pdu', PduRecord), call.input.section);
}

async function readOutlet(
  redfish: RedfishClient,
  url: string,
): Promise<{ outlet: Outlet; state: PowerState; headers: HttpAnswer['headers'] }> {
  const { body: outlet, headers } = await redfish.get(url, Outlet);
  return { outlet, state: powerStateOf(url, outlet.PowerState), headers };
}

/** Throws OUTLET_CARRIES_LOAD unless its meter measured just now that no more flows than idle machines take. */
function requireIdle(
  url: string,
  { PowerWatts: meter }: Outlet,
  idleWatts: number,
  clocks: Clocks,
): void {
  const refused = (why: string, cause?: unknown): OperationError =>
    new OperationError('OUTLET_CARRIES_LOAD', `${url} ${why}`, { cause });
  const watts = wattsOf(meter);
  if (watts === undefined)
    throw refused(`may carry load: its PowerWatts is ${JSON.stringify(meter ?? null)}`);
  if (watts > idleWatts) throw refused(`carries ${String(watts)} W`);
  const said = meter?.ReadingTime ?? meter?.SampleTime;
  if (said === null || said === undefined) return;
  let at: number;
  try {
    at = Date.parse(sampleTime(url, said, clocks));
  } catch (cause) {
    throw refused(`may carry load: its ${String(watts)} W were measured at '${said}'`, cause);
  }
  if (clocks.now - at > MOST_AGE_MS)
    throw refused(`may carry load: its ${String(watts)} W were measured at ${said}`);
}

async function switchTo(
  redfish: RedfishClient,
  url: string,
  wanted: 'on' | 'off',
): Promise<{ was: PowerState; sent: boolean }> {
  const { outlet, state: was } = await readOutlet(redfish, url);
  if (isOrBecomes(was, wanted)) return { was, sent: false };
  if (was !== 'on' && was !== 'off')
    throw new OperationError('TARGET_BUSY', `${url} is ${was}, ${wanted} is wanted`);
  const action = outlet.Actions?.['#Outlet.PowerControl'];
  const offered = action?.['PowerState@Redfish.AllowableValues'];
  if (action === undefined || (offered !== undefined && !offered.includes(NAMES[wanted]))) {
    throw new OperationError(
      'ACTION_NOT_OFFERED',
      `${url} offers ${offered?.join(', ') ?? 'no Outlet.PowerControl'}, not ${NAMES[wanted]}`,
    );
  }
  const target = linked(url, action.target ?? `${url}/Actions/Outlet.PowerControl`);
  await redfish.change('POST', target, { PowerState: NAMES[wanted] });
  return { was, sent: true };
}
