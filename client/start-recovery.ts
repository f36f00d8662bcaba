import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger, RecoveryRow } from '../ledger/ledger';
import { openLedger } from '../ledger/open-ledger';
import { OperationError } from '../model/errors';
import type { PlanParts } from '../model/plan/plan';
import type { RunInput } from '../workflows/messages';
import type { TemporalAccess } from './connect-temporal';
import { installationKeys } from './installation-keys';
import { refuseLeftOpen, type After } from './left-open';
import type { Log } from './log';
import { manifestOf, policyOf } from './plan-texts';
import { refuseUnsafeStore } from './safe-store';
import { signStatement } from './sign-statement';
import { startLab } from './start-lab';
import { failureOf, startWorkflow } from './start-workflow';
import type { StateFolder } from './state-folder';
import { withTemporal } from './submit-statement';
import { writeByRename } from './write-by-rename';

/** How long the first entry may take while a worker loads the plan, ms; the recovery goes on without us. */
const FIRST_ENTRY_MS = 20_000;

const LOOK_MS = 30;

/** How often Temporal is asked whether the run has refused its start, ms. */
const ASK_MS = 300;

/** What a recovery is started with. */
export interface StartRequest {
  readonly state: StateFolder;
  /** As compile made it, with this installation's keys in its policy. */
  readonly plan: PlanParts;
  readonly mode: 'live' | 'drill';
  /** Divides authored times; 1 in live runs. */
  readonly speed: number;
  /** Whether people are simulated; needs `people`. */
  readonly simulated: boolean;
  /** Person of the roster who starts it. */
  readonly starter: string;
  /** By default the first of the starter's roles that may start. */
  readonly role?: string;
  /** Key that signs for the starter; by default that of people who sit at this installation. */
  readonly key?: 'local' | 'api';
  /** ISO 8601; by default now. */
  readonly lostAt?: string;
  /** Given for drills in the lab: what the lab is made of. */
  readonly lab?: {
    readonly inventoryText: string;
    readonly drillText?: string;
    readonly seed: number;
  };
  /** Given for simulated people: the drill file that says who answers what. */
  readonly people?: { readonly drillText: string };
  /** Needed by a live recovery of a site that an earlier one left open. */
  readonly after?: After;
}

/**
 * Stores the plan, registers the recovery and starts its workflow; gives its id once its first entry is in the
 * ledger. Throws SITE_BUSY, SITE_LEFT_OPEN, LAB_BUSY, LIVE_STORE_UNSAFE, START_REFUSED, TEMPORAL_UNREACHABLE and others.
 */
export async function startRecovery(request: StartRequest, log: Log): Promise<string> {
  refuseImpossible(request);
  const { state, plan } = request;
  const ledger = await openLedger({ file: state.ledger });
  try {
    const role = await starterRole(request);
    return await withTemporal(state, async (access) => {
      if (request.mode === 'live') {
        await refuseUnsafeStore(state, access);
        await refuseLeftOpen(ledger, access, plan.manifest.sites, request.after);
      }
      await ledger.putParts(plan.texts);
      const row = rowOf(request, new Date());
      if (request.lab !== undefined)
        await startLab(state, { id: row.id, speed: request.speed, ...request.lab }, access, log);
      await ledger.register(row);
      try {
        if (request.people !== undefined && request.simulated)
          await askPeople(state, row.id, request.people.drillText);
        await startWorkflow(access, row, await inputOf(request, row, role));
        await hasBegun(ledger, access, row, log);
      } catch (error) {
        // Where nobody knows whether it was started it stays on record, with what it may need.
        if (error instanceof OperationError && error.code === 'TEMPORAL_UNREACHABLE') throw error;
        await rm(peopleFile(state, row.id), { force: true });
        await ledger.unregister(row.id);
        throw error;
      }
      return row.id;
    });
  } finally {
    await ledger.close();
  }
}

function refuseImpossible(request: StartRequest): void {
  const { mode, plan, simulated, people, speed, lab } = request;
  const { sites, environment } = plan.manifest;
  const refuse = (message: string): never => {
    throw new OperationError('NOT_POSSIBLE_YET', message);
  };
  if (mode === 'live' && sites.length > 1)
    refuse(`a live recovery of several sites (${sites.join(', ')}) must be started site by site`);
  const usage = (message: string): never => {
    throw new OperationError('USAGE', message);
  };
  if (mode === 'live' && simulated) usage('a live recovery takes real people only');
  if (mode === 'drill' && request.after !== undefined) usage('a drill leaves no site open');
  if (simulated && people === undefined) usage('simulated people need a drill file');
  if (speed !== 1 && (mode === 'live' || environment !== 'lab'))
    usage(`speed ${String(speed)} is for drills in the lab`);
  if (lab !== undefined && environment !== 'lab')
    usage(`the lab is for inventories of environment lab, this is ${environment}`);
}

/** The starter's role; the workflow judges it again. */
async function starterRole({ plan, starter, role }: StartRequest): Promise<string> {
  const text = (digest: string): Promise<string | undefined> =>
    Promise.resolve(plan.texts.get(digest));
  const policy = await policyOf(await manifestOf(plan.planDigest, text), text);
  const held = Object.hasOwn(policy.people, starter) ? policy.people[starter]?.roles : undefined;
  if (held === undefined)
    throw new OperationError('PERSON_UNKNOWN', `'${starter}' is not in the roster`);
  const found = role ?? held.find((one) => policy.roles[one]?.may.includes('start') === true);
  if (found !== undefined) return found;
  throw new OperationError(
    'START_REFUSED',
    `${starter} is ${held.join(', ')}, and none of these may start a recovery`,
  );
}

function rowOf(
  request: StartRequest,
  now: Date,
): Omit<RecoveryRow, 'lastSeq' | 'endedAt' | 'rewrites'> {
  const { manifest, planDigest } = request.plan;
  const id = recoveryId(manifest.runbook, now);
  const site = manifest.sites[0] ?? 'none';
  return {
    id,
    workflowId: request.mode === 'live' ? `live/${site}` : `drill/${id}`,
    mode: request.mode,
    simulated: request.simulated,
    speed: request.speed,
    planDigest,
    runbook: manifest.runbook,
    title: manifest.title,
    sites: manifest.sites,
    starter: request.starter,
    status: 'running',
    startedAt: now.toISOString(),
  };
}

/** `<runbook>-<yyyymmdd>-<6 letters>`; the date is that of UTC. */
function recoveryId(runbook: string, now: Date): string {
  const date = now.toISOString().slice(0, 10).replaceAll('-', '');
  // No vowels, so that no words come about.
  const letters = 'bcdfghjkmnpqrstvwxz';
  const six = Array.from({ length: 6 }, () => letters.charAt(randomInt(letters.length)));
  return `${runbook}-${date}-${six.join('')}`;
}

async function inputOf(
  request: StartRequest,
  row: Pick<RecoveryRow, 'id' | 'startedAt'>,
  role: string,
): Promise<RunInput> {
  const { mode, simulated, plan, speed, starter } = request;
  const after = request.after === undefined ? {} : { after: { ...request.after } };
  const keys = await installationKeys(request.state);
  const start = signStatement(
    {
      recovery: row.id,
      planDigest: plan.planDigest,
      step: '',
      attempt: 0,
      act: 'start',
      answer: { mode, simulated, ...after },
      shown: '',
      reason: request.after?.reason ?? '',
      person: starter,
      role,
    },
    keys[request.key ?? 'local'],
    new Date(),
  );
  const lostAt = request.lostAt === undefined ? row.startedAt : utcOf(request.lostAt);
  return {
    recovery: row.id,
    planDigest: plan.planDigest,
    mode,
    speed,
    simulated,
    start,
    lostAt,
    ...after,
    feedLedger: true,
  };
}

function utcOf(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new OperationError(
      'USAGE',
      `'${text}' is no time; write it as 2022-10-15T15:30:00+09:00`,
    );
  return new Date(at).toISOString();
}

function peopleFile(state: StateFolder, id: string): string {
  return join(state.people, `${id}.json`);
}

/** Tells the supervisor to simulate people for a recovery. */
async function askPeople(state: StateFolder, id: string, drillText: string): Promise<void> {
  const drill = join(state.people, `${id}.drill.yaml`);
  await writeByRename(drill, drillText);
  await writeByRename(peopleFile(state, id), JSON.stringify({ v: 1, recovery: id, drill }));
}

/** Waits for the first entry; a start that the workflow refused is thrown with its own code. */
async function hasBegun(
  ledger: Ledger,
  access: TemporalAccess,
  row: Pick<RecoveryRow, 'id' | 'workflowId'>,
  log: Log,
): Promise<void> {
  const until = Date.now() + FIRST_ENTRY_MS;
  for (let asked = Date.now(); ;) {
    if ((await ledger.entries(row.id, 0, 1)).length > 0) return;
    if (Date.now() - asked > ASK_MS) {
      const refused = await failureOf(access, row.workflowId);
      if (refused !== undefined) throw refused;
      asked = Date.now();
    }
    if (Date.now() > until) {
      log(`${row.id} is started, but no worker has taken it up yet`);
      return;
    }
    await sleep(LOOK_MS);
  }
}
