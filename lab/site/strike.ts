import { durationMs } from '../../model/duration';
import type { Struck } from '../../model/inventory/fault-target';
import type { Fault } from '../../model/schema/fault';
import { readMeter } from './meters';
import type { Site } from './site';
import type { Lift, MeterFault, WireFault } from './site-faults';
import { strikeServer } from './strike-server';
import { strikeService } from './strike-service';

/** Share of what is so that a meter reads which only lies. */
const LIE = 0.5;

/** Makes a fault happen to what it strikes; the site follows when it looks again. */
export function strike(site: Site, id: string, fault: Fault, struck: Struck): Lift {
  const { faults } = site;
  switch (fault.fault) {
    case 'feed-lost':
    case 'ups-on-battery': {
      const rideMs = fault.rideThrough === undefined ? 0 : durationMs(fault.rideThrough);
      return each(struck, (node) => faults.lost.set(node, id, rideMs));
    }
    case 'breaker-trips':
      return each(struck, (node) => faults.opened.set(node, id, true));
    case 'meter-lies':
      return each(struck, (node) => faults.meters.set(node, id, lieOf(fault, node)));
    case 'meter-freezes':
      return each(struck, (node) => {
        const { keepsTime } = fault;
        return faults.meters.set(node, id, { kind: 'frozen', ...readMeter(site, node), keepsTime });
      });
    case 'cooling-lost':
      return together([
        each(struck, (equipment) => faults.failed.set(equipment, id, true)),
        ...feedsOf(struck).map((feed) => faults.uncooled.set(feed, id, true)),
      ]);
    case 'storage-slow':
      return each(struck, (place) => faults.slowStorage.set(place, id, fault.p95Ms));
    case 'bmc-hangs':
    case 'bmc-wrong-serial':
    case 'restore-policy-wrong':
    case 'never-boots':
      return each(struck, (server) => strikeServer(site, id, fault, server));
    case 'service-flaps':
    case 'service-fails':
    case 'reconnect-storm':
      return each(struck, (service) => strikeService(site, id, fault, service));
    case 'clock-off':
      return each(struck, (host) => faults.clocks.set(host, id, signedMs(fault.by)));
    case 'refused':
    case 'half-open':
    case 'slow':
    case 'cut':
    case 'malformed-json':
    case 'html':
    case 'huge':
      return each(struck, (host) => faults.wires.set(host, id, wireOf(fault)));
  }
}

function each(struck: Struck, one: (id: string) => Lift): Lift {
  return together((struck.kind === 'cooling' ? struck.equipment : struck.ids).map(one));
}

function feedsOf(struck: Struck): readonly string[] {
  return struck.kind === 'cooling' ? struck.feeds : [];
}

function together(lifts: readonly Lift[]): Lift {
  return () => {
    for (const lift of lifts) lift();
  };
}

type OfKind<K> = Extract<Fault, { readonly fault: K }>;

/** A value is kW of a power node and °C of a thermometer. */
function lieOf({ factor, value }: OfKind<'meter-lies'>, meter: string): MeterFault {
  if (value === undefined) return { kind: 'factor', factor: factor ?? LIE };
  const scale = meter.includes(':') ? 1 : 1000;
  return { kind: 'value', value: typeof value === 'number' ? value * scale : value };
}

function wireOf(fault: OfKind<WireFault['kind']>): WireFault {
  return fault.fault === 'slow'
    ? { kind: 'slow', delayMs: durationMs(fault.delay) }
    : { kind: fault.fault };
}

/** Milliseconds of a duration with a sign. */
function signedMs(text: string): number {
  const ms = durationMs(text.replace(/^[+-]/, ''));
  return text.startsWith('-') ? -ms : ms;
}
