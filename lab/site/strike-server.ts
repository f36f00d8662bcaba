import type { Fault } from '../../model/schema/fault';
import type { Site } from './site';
import type { Lift } from './site-faults';

type ServerFault = Extract<
  Fault,
  {
    readonly fault: 'bmc-hangs' | 'bmc-wrong-serial' | 'restore-policy-wrong' | 'never-boots';
  }
>;

/** Makes a fault happen to one server. */
export function strikeServer(site: Site, id: string, fault: ServerFault, server: string): Lift {
  const { faults } = site;
  switch (fault.fault) {
    case 'bmc-hangs':
      return faults.hung.set(server, id, true);
    case 'bmc-wrong-serial':
      return faults.impostors.set(server, id, fault.as ?? nextTo(site, server));
    case 'restore-policy-wrong': {
      const struck = site.servers.get(server);
      if (struck === undefined) return () => undefined;
      const before = struck.policy;
      struck.policy = fault.policy;
      return () => {
        // Whoever set it right meanwhile keeps what they set.
        if (struck.policy === fault.policy) struck.policy = before;
      };
    }
    case 'never-boots':
      return faults.stuck.set(server, id, true);
  }
}

/** The server after one in the inventory; of the last, the first. */
function nextTo(site: Site, server: string): string {
  const ids = [...site.servers.keys()];
  return ids[(ids.indexOf(server) + 1) % ids.length] ?? server;
}
