import { z } from 'zod';
import { EngineRig, failureOf, target } from '../../test/engine/engine-rig';
import { servers, wave } from '../../test/engine/tiny-wave';
import type { AttemptRow } from '../../ledger/ledger';
import { OperationError } from '../../model/errors';
import { defineConnector } from '../define-connector';
import { AttemptsLog } from './attempts-log';

const SECRET = 'hunter2!';
const objects = target('endpoint', 'here', ['http://here.lab.example']);

/** A connector that logs in with a secret and asks one page, which answers as a test says. */
async function asking(answer: () => { status: number; body: string }) {
  const ask = defineConnector({
    uses: 'test.ask',
    summary: 'Test.',
    effect: 'idempotent',
    needs: [],
    input: z.looseObject({ url: z.string() }),
    output: z.looseObject({}),
    examples: [{ with: { url: 'http://here.lab.example' }, gives: {} }],
    targets: ({ url }) => [{ kind: 'address', address: url }],
    async run({ input, ports, signal }) {
      await ports.secrets.resolve('secret://env/BMC');
      const { status, body } = await ports.http.request({ url: input.url, method: 'POST' }, signal);
      if (status >= 400) throw new OperationError('TARGET_FAILED', `it said ${body}`);
      return { value: body.length, sampledAt: '2022-10-15T06:26:58.000Z' };
    },
  });
  const rig = await EngineRig.make({
    connectors: new Map([['test.ask', ask]]),
    targets: { objects },
    secrets: { 'secret://env/BMC': SECRET },
    ports: () => ({
      http: { request: ({ url }) => Promise.resolve({ ...answer(), headers: {}, url }) },
    }),
  });
  const input = { url: 'http://here.lab.example/x', password: 'secret://env/BMC' };
  return { rig, input };
}

const row = (node: string): AttemptRow => ({
  recovery: 'r',
  node,
  attempt: 1,
  phase: 'call',
  item: null,
  at: '2022-10-15T06:27:00.000Z',
  endedAt: '2022-10-15T06:27:00.000Z',
  uses: 'test.ask',
  request: '{}',
  answer: null,
  error: null,
  sampledAt: null,
});

describe('the log of attempts', () => {
  it('keeps what was asked, what came back as it came, and when it was measured', async () => {
    const { rig, input } = await asking(() => ({ status: 200, body: '{"on": true}' }));

    await rig.call({ uses: 'test.ask' }, input, { item: 3, attempt: 2 });

    expect(await rig.attempts('one')).toEqual([
      {
        recovery: rig.run.recovery,
        node: 'one',
        attempt: 2,
        phase: 'call',
        item: '3',
        at: '2022-10-15T06:27:00.000Z',
        endedAt: '2022-10-15T06:27:00.000Z',
        uses: 'test.ask',
        request: '{"url":"http://here.lab.example/x","password":"secret://env/BMC"}',
        answer: 'POST http://here.lab.example/x 200\n{"on": true}',
        error: null,
        sampledAt: '2022-10-15T06:26:58.000Z',
      },
    ]);
  });

  it('keeps why a call failed, and no secret anywhere', async () => {
    const { rig, input } = await asking(() => ({ status: 500, body: `no ${SECRET} here` }));

    await failureOf(rig.call({ uses: 'test.ask' }, input));

    const rows = await rig.attempts('one');
    expect(rows).toMatchObject([
      {
        answer: expect.stringContaining('no *** here'),
        error: 'TARGET_FAILED: it said no *** here',
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  });

  it('keeps at most 4 kB of an answer, and no part of a secret at its end', async () => {
    const { rig, input } = await asking(() => ({ status: 200, body: `é${SECRET}`.repeat(9000) }));

    await rig.call({ uses: 'test.ask' }, input);

    const [{ answer } = row('')] = await rig.attempts('one');
    expect(Buffer.byteLength(answer ?? '')).toBeLessThanOrEqual(4096);
    expect(answer).not.toContain('hunter');
  });

  it('keeps a call that was refused before anything left', async () => {
    const { rig } = await asking(() => ({ status: 200, body: '' }));

    await failureOf(rig.call({ uses: 'test.ask' }, { url: 'http://there.production.example/' }));

    const [refused] = await rig.attempts('one');
    expect(refused?.error).toMatch(/^TARGET_OUTSIDE_INVENTORY: /);
    expect(refused?.answer).toBeNull();
  });

  it('keeps of a poll the first reading, the last, and every change', async () => {
    let polls = 0;
    const { rig, input } = await asking(() => {
      polls += 1;
      return { status: polls === 4 ? 500 : 200, body: polls < 8 ? '' : 'good' };
    });

    await rig.call(
      {
        uses: 'test.ask',
        expect: 'result.value > 0',
        poll: { everyMs: 1000, withinMs: 60_000, forMs: 3000 },
      },
      input,
      { deadlineAt: rig.clock.now() + 60_000 },
    );

    const rows = await rig.attempts('one');
    expect(rows.map(({ at, error }) => [at.slice(17, 19), error?.split(':')[0]])).toEqual([
      ['00', 'EXPECT_NOT_MET'],
      ['03', 'TARGET_FAILED'],
      ['04', 'EXPECT_NOT_MET'],
      ['07', undefined],
      ['10', undefined],
    ]);
  });

  it('keeps of a wave the first starts and readings, and all that failed', async () => {
    const { rig, site } = await wave(servers(30));
    site.machine('a020').errors = ['TARGET_IDENTITY_WRONG'];

    await rig.slice('w1');

    const rows = await rig.attempts('w1');
    const of = (phase: string) => rows.filter((one) => one.phase === phase);
    expect(of('start').map(({ item, error }) => [item, error === null])).toEqual([
      ['a001', true],
      expect.anything(),
      expect.anything(),
      ['a020', false],
    ]);
    expect(of('interlock').map(({ item, error }) => [item, error])).toEqual([
      ['ups of feed-a', null],
    ]);
    expect(rows.length).toBeLessThan(15);
  });

  it('keeps every reading of an interlock that is not safe', async () => {
    const { rig, site } = await wave(servers(2));
    site.ups = 'OB';

    await failureOf(rig.slice('w1'));

    const rows = (await rig.attempts('w1')).filter(({ phase }) => phase === 'interlock');
    expect(rows).toHaveLength(2);
    expect(rows[0]?.error).toMatch(/^INTERLOCK_UNSAFE: ups of feed-a is not safe/);
    expect(rows[0]?.answer).toContain('"OB"');
    expect(rows[0]?.sampledAt).not.toBeNull();
  });

  it('writes in batches, and nothing where there is nothing', async () => {
    const batches: number[] = [];
    const log = new AttemptsLog(
      {
        recordAttempts: (rows) => {
          batches.push(rows.length);
          return Promise.resolve();
        },
      },
      { warn: () => undefined },
    );
    await log.flush();
    log.add(row('a'));
    log.add(row('b'));
    await log.flush();
    log.add(row('c'));

    for (let tries = 0; batches.length < 2 && tries < 200; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await log.flush();

    expect(batches).toEqual([2, 1]);
  });

  it('stops nothing where the ledger is away', async () => {
    const warned: unknown[] = [];
    const log = new AttemptsLog(
      { recordAttempts: () => Promise.reject(new Error('away')) },
      { warn: (fields: unknown) => void warned.push(fields) },
    );
    log.add(row('a'));

    await log.flush();

    expect(warned).toMatchObject([{ rows: 1 }]);
  });

  it('tells once that it drops calls, and how many once it writes again', async () => {
    const warned: unknown[] = [];
    const written: number[] = [];
    const recordAttempts = (rows: readonly AttemptRow[]): Promise<void> => {
      written.push(rows.length);
      return Promise.resolve();
    };
    const warn = (fields: unknown): void => void warned.push(fields);
    const log = new AttemptsLog({ recordAttempts }, { warn });

    for (let i = 0; i < 5003; i += 1) log.add(row('a'));
    expect(warned).toEqual([{ waiting: 5000 }]);
    await log.flush();
    log.add(row('b'));
    await log.flush();

    expect(warned).toEqual([{ waiting: 5000 }, { rows: 3 }]);
    expect(written).toEqual([5000, 1]);
  });
});
