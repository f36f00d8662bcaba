import { OperationError } from '../model/errors';
import { isJsonObject } from '../model/json';
import { isPage } from '../model/plan/parts';
import type { MakeSafe, Manifest, Outline, PlanNode, Slice, Targets } from '../model/plan/plan';
import type { Policy } from '../model/plan/policy';
import { manifestOf, outlineOf, policyOf, type PartText } from './plan-texts';

/** A plan with its program: everything but the slices, which are fetched one by one. */
export interface PlanDetail {
  readonly manifest: Manifest;
  readonly outline: Outline;
  readonly policy: Policy;
  /** Every node of the program, by index. */
  readonly nodes: readonly PlanNode[];
  readonly makeSafe: MakeSafe['steps'];
  readonly targets: Targets;
  /** A slice by its id; undefined where the plan has none of that name. */
  slice(id: string): Promise<Slice | undefined>;
}

/** Reads a plan out of the ledger; throws PLAN_PART_MISSING. */
export async function planDetail(planDigest: string, text: PartText): Promise<PlanDetail> {
  const manifest = await manifestOf(planDigest, text);
  const pages = await Promise.all(manifest.pages.map((page) => partOf(page.digest, text, isPage)));
  return {
    manifest,
    outline: await outlineOf(manifest, text),
    policy: await policyOf(manifest, text),
    nodes: pages.flatMap((page) => page.nodes),
    makeSafe: (await partOf(manifest.makeSafe, text, isMakeSafe)).steps,
    targets: await partOf(manifest.targets, text, isTargets),
    slice: async (id) => {
      const digest = manifest.slices[id];
      return digest === undefined ? undefined : await partOf(digest, text, isSlice);
    },
  };
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

function isMakeSafe(value: unknown): value is MakeSafe {
  return isJsonObject(value) && Array.isArray(value['steps']);
}

function isTargets(value: unknown): value is Targets {
  return isJsonObject(value) && isJsonObject(value['objects']);
}

function isSlice(value: unknown): value is Slice {
  return isJsonObject(value) && (value['type'] === 'wave' || value['type'] === 'section');
}
