import { isJsonObject } from '../json';
import type { MakeSafe, Manifest, Page } from './plan';
import type { Policy } from './policy';

/*
 * Narrowing of parsed plan parts. Their digests were checked, so that they hold what compile wrote; these
 * guards only keep a part of one kind from being taken for another.
 */

export function isManifest(value: unknown): value is Manifest {
  return (
    isJsonObject(value) &&
    value['v'] === 1 &&
    Array.isArray(value['pages']) &&
    'procedureDigest' in value
  );
}

export function isPolicy(value: unknown): value is Policy {
  return isJsonObject(value) && isJsonObject(value['people']) && isJsonObject(value['keys']);
}

export function isMakeSafe(value: unknown): value is MakeSafe {
  return isJsonObject(value) && Array.isArray(value['steps']);
}

export function isPage(value: unknown): value is Page {
  return isJsonObject(value) && typeof value['first'] === 'number' && Array.isArray(value['nodes']);
}
