import { OperationError } from '../model/errors';
import type { Manifest, Outline } from '../model/plan/plan';
import type { Policy } from '../model/plan/policy';
import { viewOf } from '../model/view/build-view';
import { noFacts, takeEntries } from '../model/view/node-facts';
import type { RecoveryView } from '../model/view/recovery-view';
import type { Ledger, RecoveryRow } from '../ledger/ledger';
import { manifestOf, outlineOf, policyOf } from './plan-texts';

/** One recovery as the ledger holds it; reads only what was added since it was last asked. */
export class RecoveryRecord {
  private facts = noFacts();
  private reading: Promise<RecoveryView> | undefined;
  private last: { readonly stamp: string; readonly view: RecoveryView } | undefined;

  private constructor(
    private readonly ledger: Ledger,
    private row: RecoveryRow,
    readonly manifest: Manifest,
    readonly outline: Outline,
    readonly policy: Policy,
  ) {}

  /** Throws RECOVERY_UNKNOWN, PLAN_PART_MISSING. */
  static async of(ledger: Ledger, id: string): Promise<RecoveryRecord> {
    const row = await rowOf(ledger, id);
    const text = (digest: string): Promise<string | undefined> => ledger.part(digest);
    const manifest = await manifestOf(row.planDigest, text);
    const outline = await outlineOf(manifest, text);
    return new RecoveryRecord(ledger, row, manifest, outline, await policyOf(manifest, text));
  }

  /** The view as the ledger stands now; the same object while nothing was added. */
  view(): Promise<RecoveryView> {
    // Two readers at once must not both take the same entries.
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async read(): Promise<RecoveryView> {
    const { ledger } = this;
    const { rewrites } = await rowOf(ledger, this.row.id);
    if (rewrites !== this.row.rewrites) this.facts = noFacts();
    for (;;) {
      const more = await ledger.entries(this.row.id, this.facts.seq);
      if (more.length === 0) break;
      takeEntries(this.facts, more);
    }
    this.row = await rowOf(ledger, this.row.id);
    const progress = await ledger.progress(this.row.id);
    const stamp = `${String(rewrites)} ${String(this.facts.seq)} ${String(this.row.endedAt)} ${progress.map((one) => one.at).join()}`;
    if (this.last?.stamp !== stamp) {
      const view = viewOf(this.row, this.manifest, this.outline, this.facts, progress);
      this.last = { stamp, view };
    }
    return this.last.view;
  }
}

async function rowOf(ledger: Ledger, id: string): Promise<RecoveryRow> {
  const row = await ledger.recovery(id);
  if (row === undefined)
    throw new OperationError('RECOVERY_UNKNOWN', `'${id}' is not in this ledger`);
  return row;
}
