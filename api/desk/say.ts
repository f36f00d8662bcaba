import { aimAt, roleFor } from '../../client/open-question';
import { submitStatement, type Said } from '../../client/submit-statement';
import { canonicalJson } from '../../model/canonical-json';
import { OperationError } from '../../model/errors';
import type { Desk, Receipt } from './desk';

type Keyed = Said & { readonly nonce: string };

/**
 * Says something for a person; the same nonce again gives the same receipt. `roles` are those that a login provider
 * vouches for. Throws refusals by their own codes.
 */
export async function sayOnce(
  desk: Pick<Desk, 'reader' | 'state' | 'temporal'>,
  said: Keyed,
  roles: readonly string[] | undefined,
): Promise<Receipt> {
  const before = await takenBefore(desk, said);
  if (before !== undefined) return before;
  const aim = aimAt(await desk.reader.view(said.recovery), said.act, said.step);
  const policy = await desk.reader.policy(said.recovery);
  const role = said.role ?? roleFor(policy, said.person, said.act, aim);
  if (roles !== undefined && !roles.includes(role))
    throw new OperationError(
      'ROLE_NOT_HELD',
      `${said.person} signed in as ${roles.join(', ') || 'nobody in particular'}, not as '${role}'`,
    );
  const { seq } = await submitStatement(
    desk.state,
    { ...said, role, step: aim.step },
    desk.temporal.reach,
  );
  return { recovery: said.recovery, seq, step: aim.step };
}

/** What the ledger holds under the nonce, which outlives this process and the run's own memory. */
async function takenBefore(
  { reader }: Pick<Desk, 'reader'>,
  said: Keyed,
): Promise<Receipt | undefined> {
  const entry = await reader.entryOfNonce(said.recovery, said.nonce);
  if (entry?.body.type !== 'said') return undefined;
  const { act, answer, reason, person, step } = entry.body.signed.statement;
  const asked = canonicalJson([said.act, said.answer, said.reason, said.person]);
  const isStep = step === said.step || step.startsWith(`${said.step}/`) || step === '';
  if (isStep && canonicalJson([act, answer, reason, person]) === asked)
    return { recovery: said.recovery, seq: entry.seq, step };
  throw new OperationError('KEY_REUSED', `'${said.nonce}' was used for '${act} ${step}'`);
}
