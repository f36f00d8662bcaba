import type { SiteFaults, WireFault } from '../site/site-faults';

/** Size of an answer that is far too large, bytes. */
const HUGE_BYTES = 10 * 1024 * 1024;

/** What a proxy shows in the place of what stands behind it. */
export const HTML_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1></body></html>\n';

/** What is wrong with a host:port now. */
export interface HostFaults {
  /** How it answers; undefined where nothing is wrong with that. */
  readonly wire: WireFault | undefined;
  /** How far its clock is off, real ms. */
  readonly clockOffMs: number;
}

/** Reads what is wrong with a host:port. */
export function hostFaults({ wires, clocks }: SiteFaults, host: string): HostFaults {
  return {
    wire: wires.get(host),
    clockOffMs: clocks.all(host).reduce((sum, ms) => sum + ms, 0),
  };
}

/** JSON that breaks off, as one whose sender died. */
export function brokenJson(text: string): string {
  return text.length < 4 ? '{"' : text.slice(0, Math.floor(text.length / 2));
}

/** An answer with so much behind it that nobody should read it whole; JSON stays JSON. */
export function hugeText(text: string): string {
  const filler = 'x'.repeat(HUGE_BYTES);
  return text.startsWith('{') && text.length > 2
    ? `{"Padding":"${filler}",${text.slice(1)}`
    : `${text}${filler}`;
}
