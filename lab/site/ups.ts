import { readMeter, type MeterReading } from './meters';
import type { Site } from './site';

/** What a UPS says of itself. */
export interface UpsReading {
  /** Tokens of `ups.status`. */
  readonly status: readonly string[];
  readonly chargePercent: number;
  /** None where its meter does not speak. */
  readonly loadPercent?: number;
  readonly runtimeSeconds: number;
  readonly powerW?: number;
}

/** Charge below which it says that its battery is low, percent. */
const LOW_PERCENT = 20;
/** Runtime of a full battery at full load, s. */
const FULL_RUNTIME_S = 600;

/** Reading of a UPS; undefined while it has neither input nor battery, as its card is dead then. */
export function readUps(site: Site, id: string): UpsReading | undefined {
  const node = site.tree.nodes.get(id);
  const authored = site.inventory.nodes.get(id);
  if (node?.lit !== true || authored === undefined) return undefined;
  const meter = readMeter(site, id);
  // upsd knows only old values of one whose card no longer speaks.
  if (meter.at < site.scheduler.now) return undefined;
  const onBattery = node.onBattery || sourceStateOf(site, id) === 'battery';
  const charge = site.batteries.charge(node);
  const load = node.load.steadyW / node.ratingW;
  const remainingMs = site.batteries.remainingMs(id);
  const status = [
    onBattery ? 'OB' : 'OL',
    ...(onBattery ? ['DISCHRG'] : charge < 100 ? ['CHRG'] : []),
    ...(charge < LOW_PERCENT ? ['LB'] : []),
    ...(authored.state === 'bypass' ? ['BYPASS'] : []),
    ...(load > 1 ? ['OVER'] : []),
  ];
  return {
    status,
    chargePercent: Math.round(charge),
    ...metered(meter, node.ratingW),
    runtimeSeconds: Math.round(
      remainingMs === undefined
        ? (FULL_RUNTIME_S * charge) / 100 / Math.max(load, 0.1)
        : remainingMs / 1000,
    ),
  };
}

/** Load by its meter; `nan` as a UPS that measures nothing says it, none where it does not speak of it. */
function metered(
  { value }: MeterReading,
  ratingW: number,
): Pick<UpsReading, 'powerW' | 'loadPercent'> {
  switch (value) {
    case 'absent':
      return {};
    case 'nan':
      return { powerW: Number.NaN, loadPercent: Number.NaN };
    default:
      return {
        powerW: Math.round(value),
        loadPercent: Math.round((value / ratingW) * 1000) / 10,
      };
  }
}

function sourceStateOf(site: Site, id: string): string {
  let node = site.tree.nodes.get(id);
  while (node?.parent !== undefined) node = node.parent;
  return site.inventory.nodes.get(node?.id ?? '')?.state ?? 'utility';
}
