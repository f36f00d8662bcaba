import type { Ledger } from '../../ledger/ledger';
import { digestOfText } from '../../model/canonical-json';
import { OperationError } from '../../model/errors';
import { isJsonObject } from '../../model/json';
import { isManifest } from '../../model/plan/parts';
import type { Manifest, Slice, SliceCall, SliceServer, Targets } from '../../model/plan/plan';
import { inventoryGuard, type InventoryGuard } from './inventory-guard';

/** What the engine knows of a plan that it makes calls for. */
export interface LoadedPlan {
  readonly manifest: Manifest;
  readonly targets: Targets;
  readonly guard: InventoryGuard;
}

/** Plans kept in memory; a worker rarely serves more runs at a time. */
const MOST_PLANS = 8;

/** Reads plans from the ledger; each part is checked against the digest that names it. */
export class PlanStore {
  private readonly plans = new Map<string, Promise<LoadedPlan>>();

  constructor(private readonly ledger: Ledger) {}

  plan(planDigest: string): Promise<LoadedPlan> {
    const found = this.plans.get(planDigest);
    if (found !== undefined) return found;
    const oldest = this.plans.keys().next();
    if (this.plans.size >= MOST_PLANS && oldest.done !== true) this.plans.delete(oldest.value);
    const loading = this.load(planDigest);
    this.plans.set(planDigest, loading);
    // What failed is read again the next time.
    loading.catch(() => this.plans.delete(planDigest));
    return loading;
  }

  /** A slice by its id; not kept, since each is used once or twice. */
  async slice(manifest: Manifest, id: string): Promise<Slice> {
    const digest = manifest.slices[id];
    if (digest === undefined)
      throw new OperationError('PLAN_PART_MISSING', `the plan names no slice '${id}'`);
    return await this.part(digest, isSlice);
  }

  /** How the waves of a plan start these servers; what no wave starts has no entry. */
  async startsOf(
    manifest: Manifest,
    servers: readonly SliceServer[],
  ): Promise<ReadonlyMap<string, SliceCall>> {
    const wanted = new Set(servers.map(({ id }) => id));
    const found = new Map<string, SliceCall>();
    for (const id of Object.keys(manifest.slices)) {
      if (found.size === wanted.size) break;
      const slice = await this.slice(manifest, id);
      if (slice.type !== 'wave') continue;
      for (const server of slice.servers)
        if (wanted.has(server.id)) found.set(server.id, slice.start);
    }
    return found;
  }

  private async load(planDigest: string): Promise<LoadedPlan> {
    const manifest = await this.part(planDigest, isManifest);
    const targets = await this.part(manifest.targets, isTargets);
    return { manifest, targets, guard: inventoryGuard(targets) };
  }

  private async part<T>(digest: string, isPart: (value: unknown) => value is T): Promise<T> {
    const text = await this.ledger.part(digest);
    if (text === undefined)
      throw new OperationError('PLAN_PART_MISSING', `the ledger does not hold ${digest}`);
    const found = digestOfText(text);
    if (found !== digest)
      throw new OperationError(
        'PLAN_PART_WRONG',
        `the part stored as ${digest} has digest ${found}`,
      );
    const value: unknown = JSON.parse(text);
    if (isPart(value)) return value;
    throw new OperationError('PLAN_PART_WRONG', `the part ${digest} is of another kind`);
  }
}

function isTargets(value: unknown): value is Targets {
  return (
    isJsonObject(value) && isJsonObject(value['objects']) && Array.isArray(value['foreignHosts'])
  );
}

function isSlice(value: unknown): value is Slice {
  return (
    isJsonObject(value) &&
    (value['type'] === 'wave' || value['type'] === 'section') &&
    Array.isArray(value['servers'])
  );
}
