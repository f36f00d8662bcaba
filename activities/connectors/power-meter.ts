import { z } from 'zod';

/** A power reading as Redfish gives it, with what it says of itself. */
export const PowerWatts = z.object({
  Reading: z.number().nullish(),
  ReadingTime: z.string().nullish(),
  SampleTime: z.string().nullish(),
  Status: z.object({ State: z.string().nullish() }).nullish(),
});
export type PowerWatts = z.infer<typeof PowerWatts>;

/** States of a sensor in which its reading means something: those of Redfish in which it is there and not in test. */
const MEASURING = [
  'Enabled',
  'Degraded',
  'Deferring',
  'Qualified',
  'Quiesced',
  'StandbySpare',
  'Updating',
];

/** W of a meter that measures; undefined where what it says means nothing. */
export function wattsOf(meter: PowerWatts | null | undefined): number | undefined {
  const watts = meter?.Reading;
  if (watts === null || watts === undefined || watts < 0) return undefined;
  return MEASURING.includes(meter?.Status?.State ?? 'Enabled') ? watts : undefined;
}
