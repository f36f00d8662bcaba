import type { Site } from './site';

/** What a UPS says of itself. */
export interface UpsReading {
  /** Tokens of `ups.status`. */
  readonly status: readonly string[];
  readonly chargePercent: number;
  readonly loadPercent: number;
  readonly runtimeSeconds: number;
  readonly powerW: number;
}

/** Charge of the battery when power comes back after the loss of a site, and what a minute on line adds, percent. */
const CHARGE = { start: 40, perMinute: 0.25, low: 20 } as const;
/** Runtime of a full battery at full load, s. */
const FULL_RUNTIME_S = 600;

/** Reading of a UPS; undefined while it has neither input nor battery, as its card is dead then. */
export function readUps(site: Site, id: string): UpsReading | undefined {
  const node = site.tree.nodes.get(id);
  const authored = site.inventory.nodes.get(id);
  if (node?.lit !== true || authored === undefined) return undefined;
  const onBattery = sourceStateOf(site, id) === 'battery';
  const minutes = (site.scheduler.now - node.litSince) / 60_000;
  const charge = onBattery
    ? CHARGE.start
    : Math.min(CHARGE.start + CHARGE.perMinute * minutes, 100);
  const load = node.load.steadyW / node.ratingW;
  const status = [
    onBattery ? 'OB' : 'OL',
    ...(onBattery ? ['DISCHRG'] : charge < 100 ? ['CHRG'] : []),
    ...(charge < CHARGE.low ? ['LB'] : []),
    ...(authored.state === 'bypass' ? ['BYPASS'] : []),
    ...(load > 1 ? ['OVER'] : []),
  ];
  return {
    status,
    chargePercent: Math.round(charge),
    loadPercent: Math.round(load * 1000) / 10,
    runtimeSeconds: Math.round((FULL_RUNTIME_S * charge) / 100 / Math.max(load, 0.1)),
    powerW: Math.round(node.load.steadyW),
  };
}

function sourceStateOf(site: Site, id: string): string {
  let node = site.tree.nodes.get(id);
  while (node?.parent !== undefined) node = node.parent;
  return site.inventory.nodes.get(node?.id ?? '')?.state ?? 'utility';
}
