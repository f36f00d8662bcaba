import { OperationError } from '../model/errors';
import { isJsonObject } from '../model/json';
import { isManifest, isPolicy } from '../model/plan/parts';
import type { Manifest, Outline } from '../model/plan/plan';
import type { Policy } from '../model/plan/policy';

/** Gives the text of a part of a plan by its digest. */
export type PartText = (digest: string) => Promise<string | undefined>;

export async function manifestOf(planDigest: string, text: PartText): Promise<Manifest> {
  return await partOf(planDigest, text, isManifest);
}

export async function policyOf(manifest: Manifest, text: PartText): Promise<Policy> {
  return await partOf(manifest.policy, text, isPolicy);
}

export async function outlineOf(manifest: Manifest, text: PartText): Promise<Outline> {
  return await partOf(manifest.outline, text, isOutline);
}

async function partOf<T>(
  digest: string,
  text: PartText,
  isPart: (value: unknown) => value is T,
): Promise<T> {
  const found = await text(digest);
  const value: unknown = found === undefined ? undefined : JSON.parse(found);
  if (isPart(value)) return value;
  throw new OperationError('PLAN_PART_MISSING', `the ledger has no part ${digest} of the plan`);
}

/** The part was found by its digest; this only keeps a part of one kind from being taken for another. */
function isOutline(value: unknown): value is Outline {
  return (
    isJsonObject(value) &&
    Array.isArray(value['steps']) &&
    Array.isArray(value['services']) &&
    Array.isArray(value['feeds'])
  );
}
