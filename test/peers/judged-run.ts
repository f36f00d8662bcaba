import type { LedgerEntry } from '../../model/run/entry';
import { judge } from '../../model/run/check-statement';
import type { Statement } from '../../model/statement';
import { RunDriver } from '../support/run-driver';
import { signed, testKey } from '../support/signing';
import { tinyNodes, tinyPlan, tinyPolicy, type TinyNode } from '../support/tiny-plan';

type Body<T extends LedgerEntry['body']['type']> = Extract<
  LedgerEntry['body'],
  { readonly type: T }
>;

const local = testKey('local');

/** A reducer behind its judge, as the workflow has it: what is refused never reaches it. */
export class JudgedRun extends RunDriver {
  static of(
    list: readonly TinyNode[],
    header: Partial<RunDriver['run']['state']['header']> = {},
  ): JudgedRun {
    const policy = tinyPolicy({ local: local.policyKey });
    return new JudgedRun(tinyPlan(tinyNodes(list), { policy }), policy, header);
  }

  /** Hands in a statement; gives `taken`, or the code of its refusal. */
  tell(
    person: string,
    role: string,
    act: Statement['act'],
    step = '',
    over: Partial<Statement> = {},
  ): string {
    return this.hand(this.statement(person, role, act, step, over).statement);
  }

  hand(statement: Statement): string {
    const judged = judge(this.run, signed(statement, local), this.now);
    if (!judged.ok) return judged.refusal.code;
    this.send({ type: 'said', signed: judged.signed });
    return 'taken';
  }

  /** Entries of a type, in order. */
  told<T extends LedgerEntry['body']['type']>(type: T): readonly Body<T>[] {
    return this.entries.flatMap(({ body }) => (body.type === type ? [body as Body<T>] : []));
  }

  /** Nodes whose calls were made, in order. */
  started(): readonly string[] {
    return this.made.map(({ node }) => node.id);
  }
}
