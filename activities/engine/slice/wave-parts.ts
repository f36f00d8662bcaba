import type { WaveSlice } from '../../../model/plan/plan';
import type { ConnectorCaller } from '../connector-caller';
import type { SliceInput } from '../engine-activities';
import type { Pulse } from '../pulse';
import type { Admission } from './admission';
import type { Progress } from './progress';
import type { SliceLog } from './slice-log';
import type { WaveState } from './wave-state';

/** What a wave is run with. */
export interface WaveInput {
  readonly caller: ConnectorCaller;
  readonly input: SliceInput;
  readonly slice: WaveSlice;
  readonly pulse: Pulse;
  readonly progress: Progress;
  readonly log: SliceLog;
  /** Feed → kW at peak of what earlier waves of the run started on it. */
  readonly baseKw: ReadonlyMap<string, number>;
  readonly reachedTemporalAt: () => number;
}

/** What the two halves of a wave share. */
export interface WaveParts extends WaveInput {
  readonly state: WaveState;
  readonly admission: Admission;
  /** Whether a start may be made again to see how a machine stands. */
  readonly mayRestart: boolean;
  /** Tells the successor and the ledger how the wave stands. */
  readonly changed: () => void;
}
