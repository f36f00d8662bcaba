import type { FaultKind } from './fault';

/** What people are told of a kind of fault. */
export interface FaultSheet {
  /** What happens, in a few words. */
  readonly summary: string;
  /** What it strikes. */
  readonly target: string;
  /** The option that is meant where a value is given without a name. */
  readonly value?: string;
}

/** Every kind of fault, in the order in which it is listed. */
export const FAULT_SHEETS: Readonly<Record<FaultKind, FaultSheet>> = {
  'feed-lost': {
    summary: 'loses its supply',
    target: 'power node or feed',
    value: 'rideThrough',
  },
  'breaker-trips': { summary: 'its breaker opens without load', target: 'power node or feed' },
  'meter-lies': {
    summary: 'its meter reads something else',
    target: 'PDU, UPS, feed or inlet:FEED',
    value: 'value',
  },
  'meter-freezes': {
    summary: 'its meter stands still',
    target: 'PDU, UPS, feed or inlet:FEED',
    value: 'keepsTime',
  },
  'ups-on-battery': {
    summary: 'runs on its battery, then dark',
    target: 'UPS or feed',
    value: 'rideThrough',
  },
  'cooling-lost': { summary: 'cools no more', target: 'cooling equipment, zone or feed' },
  'bmc-hangs': { summary: 'its BMC takes calls, never answers', target: 'servers' },
  'bmc-wrong-serial': {
    summary: 'its BMC answers as another machine',
    target: 'servers',
    value: 'as',
  },
  'restore-policy-wrong': {
    summary: 'starts by itself when power returns',
    target: 'servers',
    value: 'policy',
  },
  'never-boots': { summary: 'never becomes ready', target: 'servers' },
  'storage-slow': { summary: 'its latency rises', target: 'storage or site', value: 'p95Ms' },
  'service-flaps': {
    summary: 'unhealthy and healthy in turn',
    target: 'service',
    value: 'period',
  },
  'service-fails': {
    summary: 'unhealthy, perhaps from a share on',
    target: 'service',
    value: 'atShare',
  },
  'reconnect-storm': {
    summary: 'its returning traffic weighs more',
    target: 'service',
    value: 'factor',
  },
  refused: { summary: 'refuses connections', target: 'host' },
  'half-open': { summary: 'takes connections, says nothing', target: 'host' },
  slow: { summary: 'answers late', target: 'host', value: 'delay' },
  cut: { summary: 'breaks off within its answer', target: 'host' },
  'malformed-json': { summary: 'answers with half of its JSON', target: 'host' },
  html: { summary: 'a sign-in page answers instead', target: 'host' },
  huge: { summary: 'answers with 10 MB', target: 'host' },
  'clock-off': { summary: 'its clock is off', target: 'host', value: 'by' },
};

/** Every kind of fault there is. */
export const FAULT_KINDS: readonly string[] = Object.keys(FAULT_SHEETS);

/** Whether a word is a kind of fault. */
export function isFaultKind(word: string): word is FaultKind {
  return Object.hasOwn(FAULT_SHEETS, word);
}
