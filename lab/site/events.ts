/** What happens at the site by itself or in consequence of a call. */
export type SiteEventKind =
  'breaker-tripped' | 'power-on' | 'power-off' | 'booting' | 'ready' | 'fell-off';

export interface SiteEvent {
  /** Lab time, ms since the start. */
  readonly at: number;
  /** `<kind>:<id>`, such as server:a001, pdu:pdu-a, pdu:pdu-a/s1. */
  readonly target: string;
  readonly value: SiteEventKind;
}

/** Where the parts of a site report what happened to them. */
export type Report = (target: string, value: SiteEventKind) => void;
