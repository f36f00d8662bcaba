import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { serverAddress, startTestWorker } from '../test/support/recovery-worker';
import { submitRaw } from '../test/support/submit-raw';
import { tinyApproval, tinyNodes, tinyPlan, tinyPolicy } from '../test/support/tiny-plan';
import { withOutline } from '../test/support/view-plan';
import type { Ledger } from '../ledger/ledger';
import { openLedger } from '../ledger/open-ledger';
import type { Outline, PlanParts } from '../model/plan/plan';
import { followRecovery } from './follow';
import { policyKeys, installationKeys } from './installation-keys';
import { noticesOf } from './notices';
import { openReader, type Reader } from './read-recoveries';
import { signStatement } from './sign-statement';
import { startRecovery, type StartRequest } from './start-recovery';
import { stateFolder, type StateFolder } from './state-folder';
import { submitStatement, type Said } from './submit-statement';
import { writeRecord } from './supervisor/supervisor-files';

const NODES = tinyNodes([
  { id: 'go', kind: 'approval', title: 'Go on?', work: tinyApproval() },
  { id: 'act' },
]);

const OUTLINE: Outline = {
  steps: NODES.map(({ id, kind, title, index }) => ({
    id,
    kind,
    title,
    nodes: [index],
    nodeIds: [id],
  })),
  services: [],
  feeds: [],
};

const quiet = (): void => undefined;

let state: StateFolder;
let ledger: Ledger;
let reader: Reader;
let connection: Connection;
let close: () => Promise<void>;

/** A plan with the keys of an installation, by default of this one. */
async function planFor(of = state): Promise<PlanParts> {
  return withOutline(tinyPlan(NODES, { policy: tinyPolicy(await policyKeys(of)) }), OUTLINE);
}

async function start(over: Partial<StartRequest> = {}): Promise<string> {
  const plan = over.plan ?? (await planFor());
  return await startRecovery(
    { state, plan, mode: 'drill', speed: 1, simulated: false, starter: 'ann', ...over },
    quiet,
  );
}

const say = (recovery: string, person: string, over: Partial<Said> = {}) =>
  submitStatement(state, {
    recovery,
    person,
    act: 'approve',
    step: 'go',
    answer: null,
    reason: 'fine',
    ...over,
  });

/** The view once the question has come up. */
async function asked(recovery: string) {
  const seen = new AbortController();
  return await followRecovery(
    reader,
    recovery,
    (view) => {
      if (view.waiting.length > 0) seen.abort();
    },
    seen.signal,
  );
}

beforeAll(async () => {
  state = stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-client-')));
  const queue = `test-client-${String(process.pid)}`;
  process.env['BLACKSTART_TASK_QUEUE'] = queue;
  delete process.env['TEMPORAL_ADDRESS'];
  await writeRecord(state, {
    pid: process.pid,
    address: serverAddress(),
    startedAt: new Date().toISOString(),
    version: '0',
    temporal: 'embedded',
    synchronous: 'FULL',
  });
  ledger = await openLedger({ file: state.ledger });
  reader = await openReader(state);
  connection = await Connection.connect({ address: serverAddress() });
  const worker = await startTestWorker(queue, {
    loadPart: async ({ digest }: { digest: string }) => (await ledger.part(digest)) ?? '',
    appendLedger: ({ recovery, entries }: { recovery: string; entries: [] }) =>
      ledger.append(recovery, entries),
    call: () => Promise.resolve({ output: null }),
  });
  close = async () => {
    // Other tests may use the site.
    const { workflow } = worker.client;
    await workflow
      .getHandle('live/tiny-site')
      .terminate()
      .catch(() => undefined);
    await worker.close();
  };
});

afterAll(async () => {
  await close();
  await connection.close();
  await reader.close();
  await ledger.close();
});

describe('a recovery that is started', () => {
  it('has an id by its runbook and date, and stands in the ledger', async () => {
    const id = await start();

    expect(id).toMatch(/^tiny-\d{8}-[a-z]{6}$/);
    const view = await asked(id);
    expect(view).toMatchObject({ id, status: 'running', mode: 'drill', starter: 'ann' });
    expect(await reader.list({ open: true })).toContainEqual(expect.objectContaining({ id }));
  });

  it('goes on when enough people with the right roles have signed, and ends', async () => {
    const id = await start();
    await asked(id);

    await say(id, 'bo');
    await say(id, 'cy');

    const view = await followRecovery(reader, id, quiet, new AbortController().signal);
    expect(view.status).toBe('done');
    expect(view.steps.map(({ status }) => status)).toEqual(['done', 'done']);
    await expect(say(id, 'di')).rejects.toMatchObject({ code: 'RECOVERY_OVER' });
  });

  it('refuses each wrong answer with a code of its own, and nothing changes', async () => {
    const id = await start();
    await asked(id);
    const { seq } = await say(id, 'bo');

    await expect(say(id, 'bo')).rejects.toMatchObject({ code: 'ALREADY_SIGNED' });
    await expect(say(id, 'ann')).rejects.toMatchObject({ code: 'ROLE_NOT_ASKED' });
    await expect(say(id, 'cy', { role: 'commander' })).rejects.toMatchObject({
      code: 'ROLE_NOT_HELD',
    });
    await expect(say(id, 'stranger')).rejects.toMatchObject({ code: 'PERSON_UNKNOWN' });
    await expect(say(id, 'cy', { act: 'deny', reason: '' })).rejects.toMatchObject({
      code: 'REASON_MISSING',
    });
    await expect(say(id, 'cy', { step: 'act' })).rejects.toMatchObject({ code: 'NOT_ASKED' });

    expect((await reader.view(id)).seq).toBe(seq + 1); // the vote, and the question as it now stands
  });

  it('refuses what is altered, unsigned or no statement, sent straight to Temporal', async () => {
    const id = await start();
    const view = await asked(id);
    const { local, simulated } = await installationKeys(state);
    const draft = {
      recovery: id,
      planDigest: view.plan.digest,
      step: 'go',
      attempt: 1,
      act: 'approve' as const,
      answer: null,
      shown: view.waiting[0]?.shown ?? '',
      reason: '',
      person: 'bo',
      role: 'commander',
    };
    const good = signStatement(draft, local, new Date());

    const { statement } = good;
    await expect(submitRaw(state, id, { statement })).rejects.toMatchObject({
      code: 'STATEMENT_UNSIGNED',
    });
    const altered = { ...good, statement: { ...statement, person: 'di' } };
    await expect(submitRaw(state, id, altered)).rejects.toMatchObject({
      code: 'STATEMENT_SIGNATURE_WRONG',
    });
    await expect(submitRaw(state, id, 'approve')).rejects.toMatchObject({
      code: 'STATEMENT_MALFORMED',
    });
    const byNobody = signStatement(draft, simulated, new Date());
    await expect(submitRaw(state, id, byNobody)).rejects.toMatchObject({
      code: 'STATEMENT_SIMULATED',
    });
  });
});

describe('a start that is refused', () => {
  it('is refused of a person who may not start, or who is not in the roster', async () => {
    await expect(start({ starter: 'cy' })).rejects.toMatchObject({ code: 'START_REFUSED' });
    await expect(start({ starter: 'zoe' })).rejects.toMatchObject({ code: 'PERSON_UNKNOWN' });
  });

  it('leaves nothing on record when the run refuses it', async () => {
    const other = stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-other-')));
    const before = (await reader.list()).length;

    const refused = start({ plan: await planFor(other) });

    await expect(refused).rejects.toMatchObject({ code: 'START_REFUSED' });
    expect(await reader.list()).toHaveLength(before);
  });

  it('is refused of a second live recovery of a site, which is named', async () => {
    const id = await start({ mode: 'live' });

    await expect(start({ mode: 'live' })).rejects.toMatchObject({
      code: 'SITE_BUSY',
      message: `${id} runs as 'live/tiny-site'`,
    });
  });

  it('is refused where the last live recovery of the site was ended from outside, unless it comes after that', async () => {
    const { workflow } = new Client({ connection });
    const left = (await reader.list({ open: true })).find((row) => row.mode === 'live')?.id ?? '';
    await workflow.getHandle('live/tiny-site').terminate('by a test');
    const after = { recovery: left, reason: 'Looked at it' };

    await expect(start({ mode: 'live' })).rejects.toMatchObject({
      code: 'SITE_LEFT_OPEN',
      message: `${left} was running when it was terminated`,
    });
    await expect(start({ mode: 'live', after: { ...after, reason: ' ' } })).rejects.toMatchObject({
      code: 'REASON_MISSING',
    });
    await expect(
      start({ mode: 'live', after: { ...after, recovery: 'another' } }),
    ).rejects.toMatchObject({ code: 'SITE_LEFT_OPEN' });
    expect(await noticesOf(state, left)).toMatchObject([{ code: 'ENDED_FROM_OUTSIDE' }]);

    const id = await start({ mode: 'live', after });

    const view = await asked(id);
    expect(view).toMatchObject({ id, after });
    expect(await noticesOf(state, id)).toEqual([]);
    // Its workflow id is that of the next one by now.
    expect(await noticesOf(state, left)).toMatchObject([{ code: 'ENDED_FROM_OUTSIDE' }]);
  });

  it('is refused of an after where nothing was left open, and in a drill', async () => {
    const live = (await reader.list({ open: true })).find((row) => row.mode === 'live')?.id ?? '';
    const after = { recovery: live, reason: 'Because' };
    await expect(start({ mode: 'live', after })).rejects.toMatchObject({ code: 'SITE_BUSY' });
    await asked(live);
    await say(live, 'bo');
    await say(live, 'cy');
    await followRecovery(reader, live, quiet, new AbortController().signal);

    await expect(start({ mode: 'live', after })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(start({ after })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('is refused of a live recovery where Temporal would forget it when the power goes', async () => {
    process.env['TEMPORAL_ADDRESS'] = serverAddress();
    try {
      await expect(start({ mode: 'live' })).rejects.toMatchObject({ code: 'LIVE_STORE_UNSAFE' });
    } finally {
      delete process.env['TEMPORAL_ADDRESS'];
    }
  });

  it('is refused of simulated people and of speed in a live recovery', async () => {
    const people = { drillText: '' };
    await expect(start({ mode: 'live', simulated: true, people })).rejects.toMatchObject({
      code: 'USAGE',
    });
    await expect(start({ mode: 'live', speed: 10 })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('is refused within seconds where no Temporal answers', async () => {
    const nowhere = stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-nowhere-')));

    const refused = start({ state: nowhere, plan: await planFor(nowhere) });

    await expect(refused).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
  });
});
