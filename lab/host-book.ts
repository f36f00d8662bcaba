import type { SiteFaults } from './site/site-faults';

/**
 * Where every host of a site listens, kept right in hosts.json: a host that a fault has refuse connections is sent to
 * a port at which nothing listens, as HTTP hosts share one listener that must go on for the others.
 */
export class HostBook {
  /** host:port of the inventory → where callers find it now. */
  readonly hosts: Record<string, string> = {};
  private readonly listening = new Map<string, string>();
  private closedAt = '';
  private write: ((hosts: Readonly<Record<string, string>>) => void) | undefined;

  constructor(private readonly faults: SiteFaults) {}

  add(host: string, at: string): void {
    this.listening.set(host, at);
    this.hosts[host] = at;
  }

  /** Everything listens: writes the book, and again whenever it changes. Nothing ever listens at `closedAt`. */
  open(closedAt: string, write: (hosts: Readonly<Record<string, string>>) => void): void {
    this.closedAt = closedAt;
    this.write = write;
    this.update();
    write(this.hosts);
  }

  close(): void {
    this.write = undefined;
  }

  /** Faults began or were taken back. */
  follow(): void {
    if (this.update()) this.write?.(this.hosts);
  }

  private update(): boolean {
    if (this.write === undefined) return false;
    let isNew = false;
    for (const [host, at] of this.listening) {
      const isRefused = this.faults.wires.get(host)?.kind === 'refused';
      const now = isRefused ? this.closedAt : at;
      if (this.hosts[host] === now) continue;
      this.hosts[host] = now;
      isNew = true;
    }
    return isNew;
  }
}
