import type { Installation } from '../../support/installation';
import { drawNight, runNight } from '../bad-night';
import { drawFaults, type Draw } from './draw-faults';
import { drawMoment, runAbort, runKill, runStop } from './moments';
import { runRound, type RoundEnd } from './run-round';

/** What befalls a round: faults of the site alone, or a stop, an abort or a kill besides; or a kill in the bad night of Pangyo. */
export const KINDS = ['faults', 'stop', 'abort', 'kill', 'night'] as const;
export type Kind = (typeof KINDS)[number];

const HOW: Readonly<
  Record<
    Kind,
    {
      readonly draw: (seed: number) => Draw;
      readonly run: (installation: Installation, draw: Draw) => Promise<RoundEnd>;
    }
  >
> = {
  faults: { draw: drawFaults, run: runRound },
  stop: { draw: drawMoment, run: runStop },
  abort: { draw: drawMoment, run: runAbort },
  kill: { draw: drawFaults, run: runKill },
  night: { draw: drawNight, run: runNight },
};

/** Faults of a round by its seed. */
export function drawRound(kind: Kind, seed: number): Draw {
  return HOW[kind].draw(seed);
}

/** Runs one round. */
export async function runKind(
  installation: Installation,
  kind: Kind,
  seed: number,
): Promise<RoundEnd> {
  return await HOW[kind].run(installation, drawRound(kind, seed));
}
