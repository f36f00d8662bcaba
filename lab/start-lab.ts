import { rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { SiteInventory } from '../model/inventory/site-inventory';
import { LabClock, type RealTime } from './clock';
import { removeHosts, writeHosts } from './hosts-file';
import { fileJournal, LineFile } from './journal';
import { runningLab } from './lab';
import { httpHosts, lineHosts, tcpHosts, type OpenWhen } from './mount-site';
import { Connections } from './protocols/connections';
import { httpListener } from './protocols/http-listener';
import { lineServer } from './protocols/line-server';
import { PortReserver } from './protocols/reserve-port';
import { TcpDoor } from './protocols/tcp-door';
import { Site } from './site/site';
import type { SiteSettings } from './site/site-settings';

const LOOPBACK = '127.0.0.1';
/** Connections that may wait to be taken: a whole site polls at once. */
const BACKLOG = 4096;
/** Spreads the ports of labs that start together. */
const PORTS_PER_LAB = 397;

export interface LabRequest {
  readonly id: string;
  readonly inventory: SiteInventory;
  readonly settings: SiteSettings;
  /** Divides every time of the site. */
  readonly speed: number;
  /** Where hosts.json, the journal and the sinks are written. */
  readonly folder: string;
  readonly real: RealTime;
}

export interface StartedLab {
  /** host:port of the inventory → where it listens. */
  readonly hosts: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts a simulated site; its time runs from the moment that every listener is up. */
export async function startLab(request: LabRequest): Promise<StartedLab> {
  const { id, inventory, folder } = request;
  const hostsFile = join(folder, 'hosts.json');
  // One that a killed lab left behind would send callers to ports that are others' by now.
  rmSync(hostsFile, { force: true });
  const files = openFiles(folder);
  const journal = fileJournal(files.journal);
  const doors: { readonly door: TcpDoor; readonly isOpen: OpenWhen }[] = [];
  let isLooking = false;
  // Doors follow what happened once the site has settled.
  const lookAtDoors = (site: Site): void => {
    if (isLooking) return;
    isLooking = true;
    setImmediate(() => {
      isLooking = false;
      for (const { door, isOpen } of doors) door.set(isOpen(site));
    });
  };
  const site = new Site(inventory, request.settings);
  const clock = new LabClock(site, request.speed, request.real);
  const lab = runningLab(clock, journal);
  const connections = new Connections();
  const sinks = {
    mail: files.mail.append.bind(files.mail),
    webhook: files.webhooks.append.bind(files.webhooks),
  };
  const servers: Server[] = [];
  const hosts: Record<string, string> = {};

  const web = httpHosts(inventory, lab, sinks);
  const listener = httpListener(web, connections);
  servers.push(listener);
  const at = await listen(listener);
  for (const host of web.hosts) hosts[host] = at;
  for (const [host, open] of lineHosts(inventory, lab, sinks)) {
    const server = lineServer(connections, open);
    servers.push(server);
    hosts[host] = await listen(server);
  }
  const ports = new PortReserver(LOOPBACK, process.pid * PORTS_PER_LAB);
  for (const [host, isOpen] of tcpHosts(inventory)) {
    if (host in hosts) continue;
    const door = new TcpDoor(LOOPBACK, await ports.reserve(), connections);
    doors.push({ door, isOpen });
    hosts[host] = door.at;
  }
  clock.start();
  site.follow(({ at: labMs, target, value }) => {
    journal.event(clock.isoOf(labMs), target, value);
    lookAtDoors(site);
  });
  lookAtDoors(site);
  const own = { v: 1, id, pid: process.pid, startedAt: lab.isoNow(), hosts } as const;
  writeHosts(hostsFile, own);
  return {
    hosts,
    close: async () => {
      clock.stop();
      removeHosts(hostsFile, own);
      for (const { door } of doors) door.close();
      const closed = servers.map((server) => new Promise((done) => server.close(done)));
      connections.destroyAll();
      await Promise.all(closed);
      for (const file of Object.values(files)) file.close();
    },
  };
}

function openFiles(folder: string): Record<'journal' | 'mail' | 'webhooks', LineFile> {
  return {
    journal: new LineFile(join(folder, 'journal.ndjson')),
    mail: new LineFile(join(folder, 'mail.ndjson')),
    webhooks: new LineFile(join(folder, 'webhooks.ndjson')),
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen({ host: LOOPBACK, port: 0, backlog: BACKLOG }, () => {
      server.off('error', failed);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      done(`${LOOPBACK}:${port}`);
    });
  });
}
