import { durationMs } from '../../model/duration';
import { Drill } from '../../model/schema/drill';

/** What a BMC does when power returns. */
export type RestorePolicy = 'always-off' | 'always-on' | 'last-state';

/** How a simulated site behaves; all times in ms of lab time. */
export interface SiteSettings {
  readonly seed: number;
  readonly bootMedianMs: number;
  /** Sigma of the lognormal spread. */
  readonly bootSpread: number;
  /** Shares, 0 to 1. */
  readonly firstBootFails: number;
  readonly dead: number;
  readonly restorePolicy: RestorePolicy;
  /** Source or PDU → when it has power; else at once. */
  readonly supplyMs: ReadonlyMap<string, number>;
}

/** Settings out of a drill, or the schema's defaults where there is none. */
export function siteSettings(seed: number, drill: Drill | undefined): SiteSettings {
  const lab = drill?.lab ?? Drill.shape.lab.parse(undefined);
  return {
    seed,
    bootMedianMs: durationMs(lab.bootTime.median),
    bootSpread: lab.bootTime.spread,
    firstBootFails: shareOf(lab.firstBootFails),
    dead: shareOf(lab.dead),
    restorePolicy: lab.restorePolicy,
    supplyMs: new Map(Object.entries(lab.supply).map(([id, after]) => [id, durationMs(after)])),
  };
}

function shareOf(percent: string): number {
  return Number(percent.replace('%', '')) / 100;
}
