import type { Reader, StoredEntry } from '../../client/read-recoveries';
import type { SignedStatement } from '../../model/statement';

/** Recoveries whose statements are kept. */
const MOST = 64;

/** A statement as the ledger holds it. */
export interface Saying {
  readonly seq: number;
  readonly at: string;
  readonly signed: SignedStatement;
  readonly simulated: boolean;
}

interface Kept {
  seq: number;
  readonly rewrites: number;
  readonly sayings: Saying[];
  /** Node → number of the entry by which its votes lapsed last. */
  readonly lapsed: Map<string, number>;
}

/** What people said in a recovery, read from the ledger as it grows. */
export class KeptSayings {
  private readonly kept = new Map<string, Kept>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly reader: Pick<Reader, 'row' | 'entries'>) {}

  /** Every statement that was taken, oldest first. Throws RECOVERY_UNKNOWN. */
  async of(id: string): Promise<readonly Saying[]> {
    return (await this.grown(id)).sayings;
  }

  /** People whose vote on a question counts now. */
  async signers(id: string, ask: { node: string; shown: string }): Promise<ReadonlySet<string>> {
    const { sayings, lapsed } = await this.grown(id);
    const from = lapsed.get(ask.node) ?? 0;
    const votes = sayings.filter(({ seq, signed: { statement } }) => {
      const isVote = statement.act === 'approve' || statement.act === 'sign-off';
      return isVote && seq > from && statement.step === ask.node && statement.shown === ask.shown;
    });
    return new Set(votes.map(({ signed }) => signed.statement.person));
  }

  /** One at a time: two readers must not both take the same entries. */
  private async grown(id: string): Promise<Kept> {
    const next = this.turn.then(() => this.grow(id));
    this.turn = next.catch(() => undefined);
    return await next;
  }

  private async grow(id: string): Promise<Kept> {
    const { rewrites } = await this.reader.row(id);
    const found = this.kept.get(id);
    const kept: Kept =
      found?.rewrites === rewrites ? found : { seq: 0, rewrites, sayings: [], lapsed: new Map() };
    for (;;) {
      const entries = await this.reader.entries(id, kept.seq, 1000);
      for (const entry of entries) take(kept, entry);
      if (entries.length < 1000) break;
    }
    this.kept.delete(id);
    this.kept.set(id, kept);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST && oldest !== undefined) this.kept.delete(oldest);
    return kept;
  }
}

function take(kept: Kept, { seq, at, body }: StoredEntry): void {
  kept.seq = seq;
  if (body.type === 'lapsed') kept.lapsed.set(body.node, seq);
  if (body.type === 'said')
    kept.sayings.push({ seq, at, signed: body.signed, simulated: body.simulated });
}
