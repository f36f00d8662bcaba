import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import { defineConnector } from '../../define-connector';
import { PowerWatts, wattsOf } from '../power-meter';
import { linked, PowerState, powerStateOf, RedfishClient, redfishLogin } from '../redfish-client';
import { sampleTime } from '../sample-time';
import { outletUrl, PduRecord, recordOf } from '../target-record';

const Metrics = z.object({
  PowerWatts: PowerWatts.nullish(),
  SampleTime: z.string().nullish(),
});

const Outlet = z.object({ Id: z.string().nullish(), PowerState: z.string().nullish() });
const Collection = z.object({ Members: z.array(z.object({ '@odata.id': z.string() })).max(200) });

/** Reads the load of a PDU and how its outlets stand. */
export const redfishOutlets = defineConnector({
  uses: 'redfish.outlets',
  summary: 'Reads the load of a rack PDU and how its outlets (sections) stand.',
  effect: 'read',
  needs: [],
  input: z.strictObject({ pdu: z.string().describe('PDU of the inventory.'), ...redfishLogin }),
  output: z.object({
    loadKw: z.number().describe('Load of the whole PDU, kW.'),
    sampledAt: z
      .string()
      .optional()
      .describe('When the load was measured, ISO 8601 UTC; left out where the PDU does not say.'),
    outlets: z
      .array(
        z.object({
          id: z.string().describe('Section.'),
          state: PowerState.describe('How it stands.'),
        }),
      )
      .describe('Its outlets, in the order of the inventory.'),
  }),
  fills: { pdu: 'feed.pdu' },
  examples: [
    {
      with: { pdu: 'pdu-a' },
      gives: {
        loadKw: 12.5,
        sampledAt: '2026-01-01T00:00:00.000Z',
        outlets: [
          { id: 's1', state: 'on' },
          { id: 's2', state: 'off' },
        ],
      },
    },
  ],
  targets: ({ pdu }) => [{ kind: 'pdu', id: pdu }],
  async run(call) {
    const pdu = recordOf(call.targets, 'pdu', PduRecord);
    const redfish = new RedfishClient(call);
    const url = `${pdu.address.replace(/\/$/, '')}/Metrics`;
    const { body, headers } = await redfish.get(url, Metrics);
    const outlets = await readOutlets(redfish, pdu);
    const watts = wattsOf(body.PowerWatts);
    if (watts === undefined) {
      throw new OperationError(
        'READING_UNKNOWN',
        `${url} says PowerWatts is ${JSON.stringify(body.PowerWatts ?? null)}`,
      );
    }
    const said = body.PowerWatts?.ReadingTime ?? body.PowerWatts?.SampleTime ?? body.SampleTime;
    const clocks = { now: call.ports.clock.now(), headers };
    const time =
      said === null || said === undefined ? {} : { sampledAt: sampleTime(url, said, clocks) };
    // A dead meter says 0 too: with an outlet on, 0 W counts only when it says when it was measured.
    if (watts === 0 && !('sampledAt' in time) && outlets.some((outlet) => outlet.state !== 'off'))
      throw new OperationError(
        'READING_UNKNOWN',
        `${url} says 0 W, with outlets on and no time of measuring`,
      );
    return { loadKw: watts / 1000, ...time, outlets };
  },
});

async function readOutlets(
  redfish: RedfishClient,
  pdu: PduRecord,
): Promise<{ id: string; state: PowerState }[]> {
  const read = async (url: string, id?: string) => {
    const { body } = await redfish.get(url, Outlet);
    return { id: id ?? body.Id ?? url, state: powerStateOf(url, body.PowerState) };
  };
  if (pdu.sections.length > 0)
    return await Promise.all(pdu.sections.map((section) => read(outletUrl(pdu, section), section)));
  const all = `${pdu.address.replace(/\/$/, '')}/Outlets`;
  const { body } = await redfish.get(all, Collection);
  return await Promise.all(body.Members.map((member) => read(linked(all, member['@odata.id']))));
}
