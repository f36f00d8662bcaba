import type { ChangingCall, Journal } from './journal';
import type { LabClock } from './clock';
import type { Site } from './site/site';

/** A running site, as its protocols see it. */
export interface Lab {
  /** Looks at the site as it stands now. */
  read<T>(look: (site: Site) => T): T;
  /** Writes a changing call down, then makes it; the events that follow stand after it in the journal. */
  change(call: ChangingCall, make: (site: Site) => void): void;
  /** Now, ISO 8601 UTC. */
  isoNow(): string;
  /** A lab time, as a clock tells it that is so many real ms off; ISO 8601 UTC. */
  isoOf(labMs: number, offMs: number): string;
}

export function runningLab(
  clock: LabClock,
  journal: Journal,
  /** Told of every call that is written down. */
  noted: (call: ChangingCall) => void = () => undefined,
): Lab {
  return {
    read: (look) => clock.run(look),
    change: (call, make) =>
      clock.run((site) => {
        journal.call(clock.isoNow(), call);
        noted(call);
        make(site);
      }),
    isoNow: () => clock.isoNow(),
    isoOf: (labMs, offMs) => clock.isoOf(labMs, offMs),
  };
}
