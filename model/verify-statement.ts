import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json';
import type { Statement } from './statement';

/** Whether a signature (base64 of 64 bytes) over a statement is by the holder of a public key (hex). */
export function signatureHolds(
  statement: Statement,
  signature: string,
  publicKey: string,
): boolean {
  const bytes = bytesOfBase64(signature);
  if (bytes?.length !== 64) return false;
  try {
    return ed25519.verify(bytes, utf8ToBytes(canonicalJson(statement)), hexToBytes(publicKey), {
      zip215: false,
    });
  } catch {
    return false;
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes of a base64 text; undefined where it is none. The workflow sandbox has no decoder of its own. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const digit of digits) {
    held = ((held << 6) | DIGITS.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (held >> bits) & 0xff;
      at += 1;
    }
  }
  return bytes;
}
