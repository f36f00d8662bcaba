import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { engineActivities } from '../../activities/engine/engine';
import type { EngineDeps } from '../../activities/engine/engine-deps';
import { openLedger } from '../../ledger/open-ledger';
import { canonicalJson, digestOf } from '../../model/canonical-json';
import type { SectionSlice, Slice, Targets, WaveSlice } from '../../model/plan/plan';
import type { EntryBody } from '../../model/run/entry';
import type { Statement } from '../../model/statement';
import { submit, WORKFLOW_TYPE, type RunInput, type RunReport } from '../../workflows/messages';
import { WORKER_OPTIONS } from '../../worker/worker-options';
import { serverAddress } from '../support/recovery-worker';
import { signed, testKey } from '../support/signing';
import { tinyCall, tinyNodes, tinyPlan, tinyPolicy, tinyWork } from '../support/tiny-plan';
import { workflowBundle } from '../support/workflow-bundle';
import { fakePorts, target } from './engine-rig';
import { FakeEngineSite, type TestClock } from './fake-engine-site';
import { FEED_A, servers, UPS_A } from './tiny-wave';

/* The whole chain but the connectors: workflow, reducer, engine and ledger on a real Temporal server. */

const SPEED = 100;
const SERVERS = servers(8, 2);
const local = testKey('local');
const policy = tinyPolicy({ local: local.policyKey });

const realClock: TestClock = {
  now: () => Date.now(),
  port: {
    now: () => Date.now(),
    sleep: (ms, signal) =>
      wait(ms, undefined, { signal }).catch(() => {
        throw signal.reason as Error;
      }),
  },
};

const section: SectionSlice = {
  type: 'section',
  feed: FEED_A,
  section: 's1',
  close: { uses: 'redfish.outlet', with: { pdu: 'pdu-a', section: 's1', state: 'on' } },
  settleMs: 10_000,
  servers: SERVERS,
};

const wave: WaveSlice = {
  type: 'wave',
  feeds: [FEED_A],
  servers: SERVERS,
  canary: 1,
  start: { uses: 'redfish.power', with: { server: '${{ server.id }}', state: 'on' } },
  ready: {
    uses: 'http.check',
    with: { server: '${{ server.id }}' },
    expect: 'result.ok',
    everyMs: 5000,
    withinMs: 3_600_000,
  },
  interlocks: [UPS_A],
  tolerate: { electrical: 0, oneRack: 3, other: 5 },
  retry: { attempts: 3, delayMs: 30_000, backoff: 2, maxDelayMs: 300_000 },
};

const nodes = tinyNodes([
  {
    id: 'close',
    kind: 'energise',
    work: tinyWork({ phases: [{ type: 'slice', id: 'close', slice: 'close', servers: 0 }] }),
  },
  {
    id: 'start',
    kind: 'restore',
    liveAfter: { 'feed-a': 0 },
    work: tinyWork({ phases: [{ type: 'slice', id: 'start', slice: 'start', servers: 8 }] }),
  },
  {
    id: 'look',
    kind: 'check',
    work: tinyWork({
      phases: [
        tinyCall({
          id: 'poll',
          uses: 'http.check',
          effect: 'read',
          with: { server: 'a001' },
          expect: 'result.ok',
          poll: { everyMs: 5000, withinMs: 60_000, forMs: 5000 },
        }),
      ],
    }),
  },
]);

async function recovery(site: FakeEngineSite) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const plan = tinyPlan(nodes, { policy });
  const put = (part: unknown): string => {
    plan.texts.set(digestOf(part), canonicalJson(part));
    return digestOf(part);
  };
  const slices: Readonly<Record<string, Slice>> = { close: section, start: wave };
  const targets: Targets = {
    environment: 'lab',
    objects: {
      ...target('pdu', 'pdu-a'),
      ...target('ups', 'ups-a'),
      ...Object.assign({}, ...SERVERS.map(({ id }) => target('server', id))),
    },
    foreignHosts: [],
  };
  const planDigest = put({
    ...plan.manifest,
    targets: put(targets),
    slices: Object.fromEntries(Object.entries(slices).map(([id, slice]) => [id, put(slice)])),
  });
  const id = `tiny-20261124-${randomBytes(3).toString('hex')}`;
  const ledger = await openLedger({ file: ':memory:' });
  await ledger.putParts(plan.texts);
  await ledger.register({
    id,
    workflowId: `drill/${id}`,
    mode: 'drill',
    simulated: false,
    speed: SPEED,
    planDigest,
    runbook: 'tiny',
    title: 'Tiny plan',
    sites: ['tiny-site'],
    starter: 'ann',
    status: 'starting',
    startedAt: new Date().toISOString(),
  });
  const deps: EngineDeps = {
    ledger,
    connectors: site.connectors(),
    ports: { narrowed: () => fakePorts(realClock) },
    log: pino({ level: 'silent' }),
    now: () => Date.now(),
    reachedTemporalAt: () => Date.now(),
  };
  const say = (over: Partial<Statement>) =>
    signed(
      {
        v: 1,
        alg: 'Ed25519',
        keyId: 'local',
        recovery: id,
        planDigest,
        step: '',
        attempt: 0,
        act: 'start',
        answer: null,
        shown: '',
        reason: 'because',
        person: 'ann',
        role: 'engineer',
        at: new Date().toISOString(),
        nonce: randomBytes(16).toString('hex'),
        ...over,
      },
      local,
    );
  const input: RunInput = {
    recovery: id,
    planDigest,
    mode: 'drill',
    speed: SPEED,
    simulated: false,
    start: say({ answer: { mode: 'drill', simulated: false } }),
    lostAt: new Date().toISOString(),
    feedLedger: true,
  };
  const connection = await Connection.connect({ address: serverAddress() });
  const client = new Client({ connection });
  return {
    ledger,
    say,
    start: (): Promise<WorkflowHandle> =>
      client.workflow.start(WORKFLOW_TYPE, {
        taskQueue: id,
        workflowId: `drill/${id}`,
        workflowTaskTimeout: '3s',
        args: [input],
      }),
    /** A worker as the product runs them; gives what ends it. */
    async work(): Promise<() => Promise<void>> {
      const native = await NativeConnection.connect({ address: serverAddress() });
      const worker = await Worker.create({
        ...WORKER_OPTIONS,
        shutdownGraceTime: 0,
        connection: native,
        taskQueue: id,
        activities: { ...engineActivities(deps) },
        workflowBundle: workflowBundle(),
      });
      const running = worker.run();
      return async () => {
        worker.shutdown();
        await running;
        await native.close();
      };
    },
    bodies: async (): Promise<readonly EntryBody[]> =>
      (await ledger.entries(id)).map((entry) => entry.body),
    close: async (): Promise<void> => {
      await connection.close();
      await ledger.close();
    },
  };
}

function freshSite(): FakeEngineSite {
  const site = new FakeEngineSite(realClock, SERVERS);
  site.outlet = 'off';
  for (const machine of site.machines.values()) machine.bootMs = 400;
  return site;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await isSo()) return;
    await wait(20);
  }
  throw new Error('it did not come');
}

/** Activities that are under way or wait for a worker. */
async function pending(handle: WorkflowHandle): Promise<number> {
  const { raw } = await handle.describe();
  return raw.pendingActivities?.length ?? 0;
}

describe('the engine under Temporal', () => {
  it('ends in the same state when its worker ends in the middle of a wave, and sends nothing twice', async () => {
    const site = freshSite();
    const run = await recovery(site);
    let end = await run.work();
    const handle = await run.start();
    await until(() => site.sent.length > 4);

    await end();
    end = await run.work();
    const report = (await handle.result()) as RunReport;
    await end();

    expect(report.status).toBe('done');
    const sent = site.sent.map(({ id }) => id).sort();
    expect(sent).toEqual([...SERVERS.map(({ id }) => id), 's1']);
    const phases = (await run.bodies()).flatMap((body) => (body.type === 'phase' ? [body] : []));
    expect(phases.map(({ node, detail }) => ({ node, ok: detail?.['ok'] }))).toEqual([
      { node: 'close', ok: 8 },
      { node: 'start', ok: 8 },
    ]);
    await run.close();
  });

  it('sends nothing more within two seconds of a stop, and the rest after resume', async () => {
    const site = freshSite();
    for (const machine of site.machines.values()) machine.bootMs = 3000;
    const run = await recovery(site);
    const end = await run.work();
    const handle = await run.start();
    await until(() => site.sent.length === 3);

    const stopped = Date.now();
    await handle.executeUpdate(submit, { args: [run.say({ act: 'stop' })] });
    await until(async () => (await pending(handle)) === 0);
    expect(Date.now() - stopped).toBeLessThan(2000);
    expect(site.sent.length).toBeLessThan(9);
    await handle.executeUpdate(submit, { args: [run.say({ act: 'resume' })] });
    const report = (await handle.result()) as RunReport;

    expect(report.status).toBe('done');
    expect(new Set(site.sent.map(({ id }) => id)).size).toBe(9);
    expect(site.sent).toHaveLength(9);
    await end();
    await run.close();
  });
});
