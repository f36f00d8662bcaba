import { Fault } from '../../model/schema/fault';
import { FaultBoard } from '../site/fault-board';
import { METRICS } from '../site/metrics';
import { SmallSite } from './small-site';

/** A small site with faults, which wait for its events and calls. */
export class FaultySite extends SmallSite {
  readonly board: FaultBoard;

  constructor(...faults: readonly object[]) {
    super();
    this.board = new FaultBoard(
      this.site,
      faults.map((fault) => Fault.parse(fault)),
    );
    // What happened when the site was made has been told already.
    for (const { target, value } of this.events) this.board.note(target, value);
    this.site.follow((event) => {
      this.events.push(event);
      this.board.note(event.target, event.value);
    });
  }

  /** Makes a fault happen now; gives its id. */
  add(fault: object): string {
    const { id } = this.board.add(Fault.parse(fault));
    return id;
  }

  /** What happened so far, as `target value`. */
  get story(): readonly string[] {
    return this.events.map(({ target, value }) => `${target} ${value}`);
  }

  /** Sets a share of traffic as a load balancer would, percent. */
  share(service: string, percent: number): void {
    this.site.traffic.set(service, percent);
    this.board.note(`service:${service}`, percent);
    this.pass(0);
  }

  isHealthy(service: string): boolean | undefined {
    return this.site.serviceHealth(service)?.healthy;
  }

  /** Value of the one sample that has all of these labels. */
  metric(name: string, labels: Readonly<Record<string, string>>): number | undefined {
    const samples = METRICS[name]?.(this.site) ?? [];
    return samples.find((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value;
  }
}
