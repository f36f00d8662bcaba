import type { CompiledQuery, Kysely } from 'kysely';
import type { AttemptRow } from './ledger';
import type { LedgerTables } from './schema';

type Values = LedgerTables['attempts'];

/** Rows that go into one statement. */
const MOST_AT_ONCE = 25;

/** Calls that the engine made. They come by the hundred, so that what they cost matters. */
export class AttemptTable {
  private readonly inserts = new Map<number, CompiledQuery>();

  constructor(private readonly db: Kysely<LedgerTables>) {}

  /** Adds rows in one transaction. */
  async add(rows: readonly AttemptRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.db.transaction().execute(async (tx) => {
      for (let i = 0; i < rows.length;) {
        const count = rows.length - i >= MOST_AT_ONCE ? MOST_AT_ONCE : 1;
        const values = rows.slice(i, i + count).map(valuesOf);
        const parameters = values.flatMap((row) => Object.values(row));
        await tx.executeQuery({ ...this.insertOf(values), parameters });
        i += count;
      }
    });
  }

  /** Rows of a node, or of all, in the order in which the calls ended. */
  async of(recovery: string, node?: string): Promise<readonly AttemptRow[]> {
    let query = this.db.selectFrom('attempts').selectAll().where('recovery', '=', recovery);
    if (node !== undefined) query = query.where('node', '=', node);
    const rows = await query.orderBy('ended_at').orderBy('at').execute();
    return rows.map(({ ended_at, sampled_at, ...row }) => ({
      ...row,
      endedAt: ended_at,
      sampledAt: sampled_at,
    }));
  }

  /** Compiling such a statement costs more than running it: each size is compiled once. */
  private insertOf(rows: readonly Values[]): CompiledQuery {
    const found = this.inserts.get(rows.length);
    if (found !== undefined) return found;
    const compiled = this.db.insertInto('attempts').values(rows).compile();
    this.inserts.set(rows.length, compiled);
    return compiled;
  }
}

/** Columns always in the same order, as their statement is compiled only once. */
function valuesOf(row: AttemptRow): Values {
  return {
    recovery: row.recovery,
    node: row.node,
    attempt: row.attempt,
    phase: row.phase,
    item: row.item,
    at: row.at,
    ended_at: row.endedAt,
    uses: row.uses,
    request: row.request,
    answer: row.answer,
    error: row.error,
    sampled_at: row.sampledAt,
  };
}
