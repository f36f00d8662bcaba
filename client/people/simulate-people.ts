import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../ledger/ledger';
import { openLedger } from '../../ledger/open-ledger';
import { OperationError } from '../../model/errors';
import { isJsonObject } from '../../model/json';
import type { Outline } from '../../model/plan/plan';
import type { LedgerEntry } from '../../model/run/entry';
import type { DrillAnswer } from '../../model/schema/drill-people';
import type { Act } from '../../model/statement';
import { loadAny } from '../../model/source/load-file';
import { noFacts, takeEntries } from '../../model/view/node-facts';
import { connectTemporal, temporalTarget, type TemporalAccess } from '../connect-temporal';
import { installationKeys, type SigningKey } from '../installation-keys';
import type { Log } from '../log';
import { manifestOf, outlineOf, policyOf } from '../plan-texts';
import { sendSigned } from '../send-statement';
import { signStatement } from '../sign-statement';
import type { StateFolder } from '../state-folder';
import { readJsonFile } from '../write-by-rename';
import { Occasions } from './occasions';
import { plannedAnswers } from './planned-answers';
import {
  gatesOf,
  readingOf,
  type PlannedAnswer,
  type Rehearsal,
  type SaidBefore,
} from './rehearsal';

/** How often the ledger is looked at, ms. */
const LOOK_MS = 50;

/** How long what was refused as too early waits where nothing new stands in the ledger, ms. */
const AGAIN_MS = 1000;

/** Refusals that only say that it is too early, or that the ledger was read a moment too early. */
const TOO_EARLY: ReadonlySet<string> = new Set([
  'NOT_ASKED',
  'STATEMENT_QUESTION_CHANGED',
  'STATEMENT_TOO_OLD',
  'READING_TOO_OLD',
  'TRIP_NOT_SIGNED_OFF',
  'UNDO_UNDERWAY',
  'TEMPORAL_UNREACHABLE',
  'RUN_NOT_READY',
]);

/**
 * Answers the questions of a recovery as its drill file says; true when it has ended, false when `signal` stopped
 * it. All it knows stands in the ledger, so it may be killed and started again at any moment.
 */
export async function simulatePeople(
  state: StateFolder,
  recovery: string,
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  const ledger = await openLedger({ file: state.ledger });
  const people = new People(state, ledger, recovery, log);
  try {
    return await people.run(signal);
  } finally {
    await people.close();
    await ledger.close();
  }
}

class People {
  private facts = noFacts();
  private said: SaidBefore[] = [];
  private occasions: Occasions | undefined;
  /** What was taken and may not stand in the ledger yet. */
  private taken: SaidBefore[] = [];
  private rewrites = 0;
  private readonly refused = new Set<string>();
  private readonly stale = new Set<string>();
  /** Nonce → number of the last entry when it was refused as too early, and when that was. */
  private readonly tooEarly = new Map<string, { readonly seq: number; readonly at: number }>();
  private access: TemporalAccess | undefined;
  private isOver = false;

  constructor(
    private readonly state: StateFolder,
    private readonly ledger: Ledger,
    private readonly recovery: string,
    private readonly log: Log,
  ) {}

  async run(signal: AbortSignal): Promise<boolean> {
    const { simulated } = await installationKeys(this.state);
    const first = await this.ledger.recovery(this.recovery);
    if (first === undefined) return true;
    const rehearsal = await this.rehearsal(first.planDigest, first.speed);
    while (!signal.aborted && !this.isOver) {
      const row = await this.ledger.recovery(this.recovery);
      if (row === undefined || row.endedAt !== null) return true;
      await this.read(row.rewrites, rehearsal.outline);
      await Promise.all(
        this.due(rehearsal).map((answer) => this.say(answer, { ...row, key: simulated })),
      );
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    return this.isOver;
  }

  async close(): Promise<void> {
    await this.access?.close();
  }

  private async rehearsal(planDigest: string, speed: number): Promise<Rehearsal> {
    const text = (digest: string): Promise<string | undefined> => this.ledger.part(digest);
    const manifest = await manifestOf(planDigest, text);
    const outline = await outlineOf(manifest, text);
    return {
      recovery: this.recovery,
      people: await drillPeople(this.state, this.recovery),
      policy: await policyOf(manifest, text),
      outline,
      gates: gatesOf(manifest, outline),
      speed,
    };
  }

  /** Takes in what was added; all of it anew where the end was rewritten. */
  private async read(rewrites: number, outline: Outline): Promise<void> {
    if (rewrites !== this.rewrites) {
      this.rewrites = rewrites;
      this.facts = noFacts();
      this.said = [];
      this.occasions = undefined;
      this.tooEarly.clear();
    }
    this.occasions ??= new Occasions(outline);
    for (;;) {
      const entries = await this.ledger.entries(this.recovery, this.facts.seq);
      if (entries.length === 0) return;
      takeEntries(this.facts, entries);
      this.occasions.take(entries);
      this.said.push(...entries.flatMap(saidOf));
      const stored = new Set(this.said.map(({ nonce }) => nonce));
      this.taken = this.taken.filter(({ nonce }) => !stored.has(nonce));
    }
  }

  /** What is to be said now: at most one answer to each question at a time. */
  private due(rehearsal: Rehearsal): readonly PlannedAnswer[] {
    const asked = new Set<string>();
    const { facts, refused, stale } = this;
    const said = [...this.said, ...this.taken];
    const occasions = this.occasions?.all ?? [];
    const now = Date.now();
    return plannedAnswers(rehearsal, { facts, occasions, said, refused, stale }).filter(
      (answer) => {
        if (answer.dueAt > now || asked.has(answer.node)) return false;
        const early = this.tooEarly.get(answer.nonce);
        if (early?.seq === facts.seq && now - early.at < AGAIN_MS) return false;
        asked.add(answer.node);
        return true;
      },
    );
  }

  private async say(
    answer: PlannedAnswer,
    run: { readonly planDigest: string; readonly workflowId: string; readonly key: SigningKey },
  ): Promise<void> {
    const { node: step, attempt, act, person, role, shown, reason, nonce } = answer;
    const signed = signStatement(
      {
        recovery: this.recovery,
        planDigest: run.planDigest,
        step,
        attempt,
        act,
        answer: answer.answer,
        shown,
        reason,
        person,
        role,
        nonce,
      },
      run.key,
      new Date(),
    );
    try {
      const access = await this.connected();
      const target = { recovery: this.recovery, workflowId: run.workflowId };
      const { seq } = await sendSigned(access, target, signed);
      this.log(`${person} (${role}): ${act} ${step}, entry ${String(seq)}`);
      this.wasTaken(answer);
    } catch (error) {
      await this.refusedBy(error, answer);
    }
  }

  private wasTaken({ node, attempt, act, person, part, nonce }: PlannedAnswer): void {
    this.taken.push({ node, attempt, act, person, id: part, nonce });
    this.stale.delete(readingOf(node, attempt, part));
  }

  private async refusedBy(error: unknown, answer: PlannedAnswer): Promise<void> {
    if (!(error instanceof OperationError)) throw error;
    const { code } = error;
    if (code === 'RUN_OVER' || code === 'RECOVERY_OVER') this.isOver = true;
    else if (code === 'SIGN_OFF_TOO_SOON') this.readAgain(answer);
    // Another process of the same people was faster, and the ledger does not tell yet.
    else if (code === 'NONCE_REUSED') this.wasTaken(answer);
    else if (isTooEarly(code, answer.act)) this.wasTooEarly(answer);
    else {
      this.refused.add(answer.nonce);
      this.log(
        `${answer.person}: ${answer.act} ${answer.node} is refused: ${code} ${error.message}`,
      );
    }
    if (code !== 'TEMPORAL_UNREACHABLE') return;
    // Nothing in the ledger will tell that it is back.
    this.tooEarly.delete(answer.nonce);
    const { access } = this;
    this.access = undefined;
    await access?.close();
  }

  /** Readings that are there and yet not good enough have grown too old. */
  private readAgain(answer: PlannedAnswer): void {
    const { node, attempt } = answer;
    const given = this.said.filter(
      (one) => one.act === 'reading' && one.node === node && one.attempt === attempt,
    );
    for (const one of given) this.stale.add(readingOf(node, attempt, one.id));
    if (given.length === 0) this.wasTooEarly(answer);
  }

  private wasTooEarly({ nonce }: PlannedAnswer): void {
    this.tooEarly.set(nonce, { seq: this.facts.seq, at: Date.now() });
  }

  private async connected(): Promise<TemporalAccess> {
    this.access ??= await connectTemporal(await temporalTarget(this.state));
    return this.access;
  }
}

/** What the drill file of a recovery says of its people. */
async function drillPeople(state: StateFolder, recovery: string): Promise<readonly DrillAnswer[]> {
  const file = join(state.people, `${recovery}.json`);
  const drill = (await readJsonFile(file))?.['drill'];
  if (typeof drill !== 'string')
    throw new OperationError('FILE_UNREADABLE', `${file} names no drill file`);
  const loaded = loadAny(drill, readFileSync(drill));
  if (loaded.ok && loaded.authored.kind === 'Drill') return loaded.authored.file.value.people;
  throw new OperationError('FILE_UNREADABLE', `${drill} is no drill file`);
}

function saidOf({ body }: LedgerEntry): readonly SaidBefore[] {
  if (body.type !== 'said') return [];
  const { step, attempt, act, person, answer, nonce } = body.signed.statement;
  const id = isJsonObject(answer) ? (answer[act === 'lock' ? 'lock' : 'id'] ?? '') : '';
  const part = act === 'lock' || act === 'reading' ? id : '';
  return [{ node: step, attempt, act, person, id: typeof part === 'string' ? part : '', nonce }];
}

/** An undo waits for calls under way to have ended, which a stop tells them to. */
function isTooEarly(code: string, act: Act): boolean {
  return TOO_EARLY.has(code) || (act === 'undo' && code === 'ACT_NOT_POSSIBLE');
}
