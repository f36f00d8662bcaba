import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../ledger/open-ledger';
import type { Ledger, RecoveryRow } from '../ledger/ledger';
import { OperationError } from '../model/errors';
import type { Json } from '../model/json';
import type { Act } from '../model/statement';
import { answerProblem } from './answer-shape';
import { connectTemporal, temporalTarget, type TemporalAccess } from './connect-temporal';
import { installationKeys } from './installation-keys';
import { aimOf, roleFor } from './open-question';
import { lockIsHeld } from './process-lock';
import { labStateOf } from './lab-state';
import { RecoveryRecord } from './recovery-record';
import { sendSigned } from './send-statement';
import { signStatement } from './sign-statement';
import type { StateFolder } from './state-folder';
import { supervisorLock } from './supervisor/supervisor-files';

/** How long a supervisor that lives may take to bring Temporal back, ms. */
const LONGEST_WAIT_MS = 15_000;

const AGAIN_MS = 100;

/** What a person says. */
export interface Said {
  readonly recovery: string;
  readonly person: string;
  /** By default one of the person's roles that the question or verb accepts. */
  readonly role?: string;
  readonly act: Act;
  /** Step or part of a step as the inbox names it (`power-safe/feed-a`); empty for the whole run. */
  readonly step: string;
  readonly answer: Json;
  readonly reason: string;
  /** 16 bytes in hex by which the same statement counts once; by default nobody has seen it before. */
  readonly nonce?: string;
  /** Digest of the question as the person saw it; by default as it stands. */
  readonly shown?: string;
  /** Key that signs; by default that of people who sit at this installation. */
  readonly key?: 'local' | 'api';
}

/** Does a piece of work with a connection to Temporal. */
export type Reach = <T>(work: (access: TemporalAccess) => Promise<T>) => Promise<T>;

/**
 * Signs what a person says with the local key and sends it; gives the number of its ledger entry. Throws
 * OperationError with the refusal's own code.
 */
export async function submitStatement(
  state: StateFolder,
  said: Said,
  reach: Reach = (work) => withTemporal(state, work),
): Promise<{ readonly seq: number }> {
  const problem = answerProblem(said.act, said.answer);
  if (problem !== undefined) throw new OperationError('USAGE', problem);
  return await withRecovery(state, said.recovery, async (ledger, row) => {
    if (row.endedAt !== null)
      throw new OperationError('RECOVERY_OVER', `${row.id} has ended: ${row.status}`);
    if (said.act === 'resume') await refuseOtherLab(state, row.id);
    const record = await RecoveryRecord.of(ledger, row.id);
    const aim = aimOf(await record.view(), said.act, said.step);
    const keys = await installationKeys(state);
    const signed = signStatement(
      {
        recovery: row.id,
        planDigest: row.planDigest,
        step: aim.step,
        attempt: aim.attempt,
        act: said.act,
        answer: said.answer,
        shown: said.shown ?? aim.shown,
        reason: said.reason,
        person: said.person,
        role: said.role ?? roleFor(record.policy, said.person, said.act, aim),
        ...(said.nonce === undefined ? {} : { nonce: said.nonce }),
      },
      keys[said.key ?? 'local'],
      new Date(),
    );
    try {
      return await reach((access) =>
        sendSigned(access, { recovery: row.id, workflowId: row.workflowId }, signed),
      );
    } catch (error) {
      // It may have ended the recovery before its own answer came back.
      const seq = await takenAs(ledger, row, signed.statement.nonce);
      if (seq === undefined) throw error;
      return { seq };
    }
  });
}

/** What a drill went on with in the lab of another would be done to the site of that one. */
async function refuseOtherLab(state: StateFolder, id: string): Promise<void> {
  const lab = await labStateOf(state, id);
  if (typeof lab === 'object')
    throw new OperationError(
      'LAB_BUSY',
      `the lab is that of ${lab.id} by now, and ${id} lost its own`,
    );
}

/** Number of the entry that holds a statement, if it was taken since `row` was read. */
async function takenAs(
  ledger: Ledger,
  row: RecoveryRow,
  nonce: string,
): Promise<number | undefined> {
  for (const { seq, body } of await ledger.entries(row.id, row.lastSeq)) {
    if (body.type === 'said' && body.signed.statement.nonce === nonce) return seq;
  }
  return undefined;
}

async function withRecovery<T>(
  state: StateFolder,
  id: string,
  work: (ledger: Ledger, row: RecoveryRow) => Promise<T>,
): Promise<T> {
  const ledger = await openLedger({ file: existsSync(state.ledger) ? state.ledger : ':memory:' });
  try {
    const row = await ledger.recovery(id);
    if (row === undefined)
      throw new OperationError('RECOVERY_UNKNOWN', `'${id}' is not in ${state.ledger}`);
    return await work(ledger, row);
  } finally {
    await ledger.close();
  }
}

/** Connects to Temporal for one piece of work; while a supervisor lives that brings it back, it is waited for. */
export async function withTemporal<T>(
  state: StateFolder,
  work: (access: TemporalAccess) => Promise<T>,
): Promise<T> {
  const access = await connected(state);
  try {
    return await work(access);
  } finally {
    await access.close();
  }
}

async function connected(state: StateFolder): Promise<TemporalAccess> {
  const until = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      return await connectTemporal(await temporalTarget(state));
    } catch (error) {
      const lives = existsSync(state.supervisor) && lockIsHeld(supervisorLock(state));
      if (!lives || Date.now() > until) throw error;
    }
    await sleep(AGAIN_MS);
  }
}
