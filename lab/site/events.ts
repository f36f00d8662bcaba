import type { FaultKind } from '../../model/schema/fault';

/**
 * What happens at the site by itself or in consequence of a call. `breaker-tripped` is by load alone: a breaker
 * that a fault opens is `fault-breaker-trips`.
 */
export type SiteEventKind =
  | 'breaker-tripped'
  | 'power-on'
  | 'power-off'
  | 'booting'
  | 'ready'
  | 'fell-off'
  | 'on-battery'
  | 'on-line'
  | `fault-${FaultKind}`
  | 'fault-cleared';

export interface SiteEvent {
  /** Lab time, ms since the start. */
  readonly at: number;
  /** `<kind>:<id>`, such as server:a001, pdu:pdu-a, pdu:pdu-a/s1. */
  readonly target: string;
  readonly value: SiteEventKind;
  /** Id of the fault that it is of. */
  readonly fault?: string;
}

/** Where the parts of a site report what happened to them. */
export type Report = (target: string, value: SiteEventKind, fault?: string) => void;
