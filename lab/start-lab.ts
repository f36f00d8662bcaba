import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { SiteInventory } from '../model/inventory/site-inventory';
import type { Fault } from '../model/schema/fault';
import { LabClock, type RealTime } from './clock';
import { controlServer } from './control';
import { HostBook } from './host-book';
import { fileJournal, LineFile } from './journal';
import { runningLab } from './lab';
import { removeLabFile, writeLabFile } from './lab-files';
import { listen, LOOPBACK } from './listen';
import { httpHosts, lineHosts, tcpHosts, type OpenWhen } from './mount-site';
import { Connections } from './protocols/connections';
import { httpListener } from './protocols/http-listener';
import { lineServer } from './protocols/line-server';
import { PortReserver } from './protocols/reserve-port';
import { TcpDoor } from './protocols/tcp-door';
import { hostFaults, type HostFaults } from './protocols/wire-faults';
import { FaultBoard } from './site/fault-board';
import { Site } from './site/site';
import type { SiteSettings } from './site/site-settings';

/** Spreads the ports of labs that start together. */
const PORTS_PER_LAB = 397;

export interface LabRequest {
  readonly id: string;
  readonly inventory: SiteInventory;
  readonly settings: SiteSettings;
  /** What goes wrong, at a time or at an event. */
  readonly faults?: readonly Fault[];
  /** Divides every time of the site. */
  readonly speed: number;
  /** Where hosts.json, control.json, the journal and the sinks are written. */
  readonly folder: string;
  readonly real: RealTime;
}

export interface StartedLab {
  /** host:port of the inventory → where it listens; those that refuse connections, where nothing does. */
  readonly hosts: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts a simulated site; its time runs from the moment that every listener is up. */
export async function startLab(request: LabRequest): Promise<StartedLab> {
  const { id, inventory, folder, speed } = request;
  const hostsFile = join(folder, 'hosts.json');
  const controlFile = join(folder, 'control.json');
  // Those that a killed lab left behind would send callers to ports that are others' by now.
  for (const file of [hostsFile, controlFile]) rmSync(file, { force: true });
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
  const clock = new LabClock(site, speed, request.real);
  const book = new HostBook(site.faults);
  const board = new FaultBoard(site, request.faults ?? [], () => book.follow());
  const lab = runningLab(clock, journal, ({ target, value }) => board.note(target, value));
  const connections = new Connections();
  const sinks = {
    mail: files.mail.append.bind(files.mail),
    webhook: files.webhooks.append.bind(files.webhooks),
  };
  const servers: Server[] = [];
  const faultsOf = (host: string): HostFaults => lab.read(({ faults }) => hostFaults(faults, host));

  const web = httpHosts(inventory, lab, sinks);
  const listener = httpListener(web, connections, faultsOf);
  servers.push(listener);
  const at = await listen(listener);
  for (const host of web.hosts) book.add(host, at);
  for (const [host, open] of lineHosts(inventory, lab, sinks)) {
    const server = lineServer(connections, open, () => faultsOf(host).wire);
    servers.push(server);
    book.add(host, await listen(server));
  }
  const ports = new PortReserver(LOOPBACK, process.pid * PORTS_PER_LAB);
  for (const [host, isOpen] of tcpHosts(inventory)) {
    if (host in book.hosts) continue;
    const door = new TcpDoor(LOOPBACK, await ports.reserve(), connections);
    doors.push({ door, isOpen });
    book.add(host, door.at);
  }
  const closedPort = await ports.reserve();
  const token = randomBytes(24).toString('base64url');
  const control = controlServer({ id, speed, clock, board, token });
  servers.push(control);
  const url = `http://${await listen(control)}`;
  clock.start();
  site.follow(({ at: labMs, target, value, fault }) => {
    journal.event(clock.isoOf(labMs), target, value, fault);
    board.note(target, value);
    lookAtDoors(site);
  });
  lookAtDoors(site);
  const own = { v: 1, id, pid: process.pid } as const;
  const startedAt = lab.isoNow();
  writeLabFile(controlFile, { ...own, url, token });
  book.open(`${LOOPBACK}:${closedPort.port}`, (hosts) =>
    writeLabFile(hostsFile, { ...own, startedAt, hosts }),
  );
  return {
    hosts: book.hosts,
    close: async () => {
      clock.stop();
      book.close();
      for (const file of [hostsFile, controlFile]) removeLabFile(file, own);
      for (const { door } of doors) door.close();
      closedPort.release();
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
