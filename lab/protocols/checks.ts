import type { Lab } from '../lab';
import type { HttpReply, Mount } from './virtual-hosts';

/** Readiness of a server: an answer when it is up, none before, as nothing listens then. */
export function readiness(lab: Lab, id: string): Mount {
  return () =>
    lab.read((site) => {
      if (site.servers.get(id)?.isReady !== true) return 'drop';
      return { status: 200, body: { server: id, ready: true } };
    });
}

/** Health or data check of a service: 200 when enough of its servers are up and what it needs is healthy, else 503. */
export function serviceCheck(lab: Lab, id: string): Mount {
  return () =>
    lab.read((site): HttpReply => {
      const health = site.serviceHealth(id);
      if (health === undefined) return { status: 404 };
      const { healthy, ready, servers, wanted, missing } = health;
      return {
        status: healthy ? 200 : 503,
        body: { service: id, healthy, servers: { ready, wanted, total: servers }, missing },
      };
    });
}

/** Health of equipment: no answer while dark, 503 while it starts, 200 then. */
export function equipmentCheck(lab: Lab, id: string): Mount {
  return () =>
    lab.read((site): HttpReply => {
      const state = site.equipmentState(id);
      if (state === 'dark') return 'drop';
      const healthy = state === 'healthy';
      return { status: healthy ? 200 : 503, body: { equipment: id, healthy } };
    });
}
