import { createHash } from 'node:crypto';

/** Hex digits of a nonce that tell the entry of the drill file, and what it is about. */
const ENTRY_DIGITS = 16;

/** What one entry of a drill file says about one thing, whenever it does. */
export interface Saying {
  readonly recovery: string;
  /** Which entry of the drill file. */
  readonly entry: number;
  /** Step, part and lock or reading that it is said of; empty of the run. */
  readonly about: string;
}

/**
 * Nonce of what a simulated person says on one occasion: always the same, so that the run takes it once and the
 * ledger tells what was said, however often the process is killed. Whoever guesses it cannot sign.
 */
export function nonceOf(saying: Saying, occasion: string): string {
  return beginningOf(saying) + digits(`${keyOf(saying)}\n${occasion}`, 32 - ENTRY_DIGITS);
}

/** How every nonce of a saying begins. */
export function beginningOf(saying: Saying): string {
  return digits(keyOf(saying), ENTRY_DIGITS);
}

function keyOf({ recovery, entry, about }: Saying): string {
  return `${recovery}\n${String(entry)}\n${about}`;
}

function digits(text: string, count: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, count);
}
