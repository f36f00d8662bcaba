import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanParts } from '../model/plan/plan';
import { ratioOf, type Paired } from './ratio';
import type { Rig } from './rig';

/** From the sending of an approval to the start of the activity behind it, by a recovery and by hand. */
export async function measureApprovals(
  rig: Rig,
  plan: PlanParts,
  count: number,
  rounds: number,
): Promise<Paired> {
  const ours: number[] = [];
  const byHand: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const one = await approveRecovery(rig, plan, count);
    const other = await approveByHand(rig, plan, count);
    if (round === 0) continue;
    ours.push(one);
    byHand.push(other);
  }
  return ratioOf(ours, byHand);
}

async function approveRecovery(rig: Rig, plan: PlanParts, count: number): Promise<number> {
  const input = await rig.inputOf(plan, true);
  const handle = await rig.start('runRecovery', [input], `bench/${input.recovery}`);
  rig.began.clear();
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    const shown = await questionOf(rig, input.recovery, `ok${String(i)}`);
    const sent = performance.now();
    await rig.approval(input, `ok${String(i)}`, 1, shown);
    total += (await begun(rig, `s${String(i)}`)) - sent;
  }
  await handle.result();
  return total / count;
}

async function approveByHand(rig: Rig, plan: PlanParts, count: number): Promise<number> {
  const template = { ...rig.template, run: { ...rig.template.run, planDigest: plan.planDigest } };
  const handle = await rig.start('approvalsByHand', [template, count]);
  rig.began.clear();
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    const sent = performance.now();
    await handle.executeUpdate('approve', { args: ['bo'] });
    total += (await begun(rig, `s${String(i)}`)) - sent;
  }
  await handle.result();
  return total / count;
}

/** Digest of the question of a step, once the ledger has it. */
async function questionOf(rig: Rig, recovery: string, step: string): Promise<string> {
  for (let tries = 0; tries < 2000; tries += 1) {
    for (const { body } of await rig.ledger.entries(recovery)) {
      if (body.type === 'asked' && body.node === step) return body.ask.shown;
    }
    await sleep(5);
  }
  throw new Error(`'${step}' was never asked`);
}

async function begun(rig: Rig, node: string): Promise<number> {
  for (let tries = 0; tries < 10_000; tries += 1) {
    const at = rig.began.get(node);
    if (at !== undefined) return at;
    await sleep(1);
  }
  throw new Error(`'${node}' never began`);
}
