import { durationMs } from '../../model/duration';
import type { Fault } from '../../model/schema/fault';
import type { Site } from './site';
import type { Lift } from './site-faults';

type ServiceFault = Extract<
  Fault,
  { readonly fault: 'service-flaps' | 'service-fails' | 'reconnect-storm' }
>;

/** Makes a fault happen to one service. */
export function strikeService(site: Site, id: string, fault: ServiceFault, service: string): Lift {
  switch (fault.fault) {
    case 'service-flaps':
      return flap(site, id, service, durationMs(fault.period) / 2);
    case 'service-fails':
      return fault.atShare === undefined
        ? site.faults.sick.set(service, id, true)
        : failAt(site, id, service, fault.atShare / 100);
    case 'reconnect-storm':
      return site.faults.storms.set(service, id, {
        factor: fault.factor,
        decayMs: durationMs(fault.decay),
        since: site.scheduler.now,
      });
  }
}

/** Unhealthy for half a period, as it is for the other half, and so on. */
function flap(site: Site, id: string, service: string, halfMs: number): Lift {
  let callOff: Lift = () => undefined;
  let heal: Lift | undefined;
  const turn = (): void => {
    if (heal === undefined) heal = site.faults.sick.set(service, id, true);
    else {
      heal();
      heal = undefined;
    }
    callOff = site.scheduler.after(halfMs, () => {
      turn();
      site.lookAgain();
    });
  };
  turn();
  return () => {
    callOff();
    heal?.();
  };
}

/** Unhealthy from when its share has reached something, and on whatever the share is then. */
function failAt(site: Site, id: string, service: string, share: number): Lift {
  let heal: Lift | undefined;
  const look = (): void => {
    if (heal !== undefined || site.traffic.shareOf(service) < share) return;
    heal = site.faults.sick.set(service, id, true);
  };
  const unwatch = site.traffic.watch((changed) => {
    if (changed !== service || heal !== undefined) return;
    look();
    site.lookAgain();
  });
  look();
  return () => {
    unwatch();
    heal?.();
  };
}
