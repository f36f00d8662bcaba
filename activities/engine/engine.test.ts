import { EngineRig, failureOf, target } from '../../test/engine/engine-rig';
import { tested } from '../../test/engine/tested-connector';
import { OperationError } from '../../model/errors';

const objects = target('endpoint', 'here', ['http://here.lab.example']);

describe('the wrapper around connector calls', () => {
  it('gives the output only where a later expression names it', async () => {
    const { connectors } = tested(() => Promise.resolve({ value: 7 }));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const dropped = await rig.call({}, { site: 'here' });
    const kept = await rig.call({ keep: true }, { site: 'here' });

    expect(dropped).toEqual({ output: null });
    expect(kept).toEqual({ output: { value: 7 } });
  });

  it('keeps of an output what fits in 2 kB, and nothing in part', async () => {
    const { connectors } = tested(() =>
      Promise.resolve({ first: 1, text: 'é'.repeat(9000), list: Array(5000).fill(1), last: 2 }),
    );
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const { output } = await rig.call({ keep: true }, { site: 'here' });

    expect(output).toEqual({ first: 1, last: 2 });
  });

  it('parses the input again, and names what does not fit', async () => {
    const { connectors, calls } = tested(() => Promise.resolve({}));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const failure = await failureOf(rig.call({}, { site: 7 }));

    expect(failure.code).toBe('CALL_INPUT_INVALID');
    expect(failure.message).toContain("'site'");
    expect(calls).toHaveLength(0);
  });

  it.each([
    ['an object of another inventory', { site: 'there' }],
    ['a URL in the input', { site: 'here', body: 'see http://there.production.example/x' }],
    ['a URL deep in the input', { site: 'here', a: [{ b: 'http://there.production.example' }] }],
    ['another port of its own host', { site: 'here', url: 'http://here.lab.example:8443/' }],
  ])('refuses %s before it calls', async (_what, input) => {
    const { connectors, calls } = tested(() => Promise.resolve({}));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    expect((await failureOf(rig.call({}, input))).code).toBe('TARGET_OUTSIDE_INVENTORY');
    expect(calls).toHaveLength(0);
  });

  it('refuses a drill of a plan for production outright', async () => {
    const { connectors, calls } = tested(() => Promise.resolve({}));
    const rig = await EngineRig.make({
      connectors,
      targets: { objects, environment: 'production' },
    });

    expect((await failureOf(rig.call({}, { site: 'here' }))).code).toBe('TARGET_OUTSIDE_INVENTORY');
    expect(calls).toHaveLength(0);
    await rig.call({}, { site: 'here' }, { run: { ...rig.run, mode: 'live' } });
    expect(calls).toHaveLength(1);
  });

  it('says DRILL first in messages, and simulates channels that the public reads', async () => {
    const { connectors, calls } = tested(() => Promise.resolve({}), {
      targets: (input) => [{ kind: 'channel', id: String(Reflect.get(input, 'site')) }],
    });
    const rig = await EngineRig.make({
      connectors,
      targets: {
        objects: {
          ...target('channel', 'ops', [], { public: false }),
          ...target('channel', 'status-page', [], { public: true }),
        },
      },
    });
    const message = 'See http://status.production.example.';

    await rig.call({}, { site: 'ops', message });
    const shown = await rig.call({ keep: true }, { site: 'status-page', message });

    expect(calls.map((call) => call.input)).toEqual([
      { site: 'ops', message: `DRILL: ${message}` },
    ]);
    expect(shown.output).toEqual({ example: true });
  });

  it('keeps secrets out of outputs, errors and heartbeats, by value', async () => {
    let fails = false;
    const { connectors } = tested(
      async ({ ports }) => {
        const secret = await ports.secrets.resolve('secret://env/BMC');
        if (fails) throw new OperationError('TARGET_DENIED', `who is ${secret}?`);
        return { said: `hello ${secret}`, [secret]: Buffer.from(secret).toString('base64') };
      },
      {
        before: async ({ ports }) => `before ${await ports.secrets.resolve('secret://env/BMC')}`,
      },
    );
    const secrets = { 'secret://env/BMC': 'hunter2!' };
    const rig = await EngineRig.make({ connectors, targets: { objects }, secrets });

    const result = await rig.call({ keep: true }, { site: 'here' });
    fails = true;
    const failure = await failureOf(rig.call({}, { site: 'here' }));

    expect(result).toEqual({
      output: { said: 'hello ***', '***': '***' },
      before: 'before ***',
    });
    expect(failure).toMatchObject({ code: 'TARGET_DENIED', message: 'who is ***?' });
    expect(JSON.stringify([rig.heartbeats, failure])).not.toContain('hunter2');
  });

  it('records what was before the first attempt, not what that attempt left', async () => {
    let weight = 0;
    const { connectors } = tested(
      () => {
        weight = 25;
        throw new OperationError('TARGET_NO_ANSWER', 'gone');
      },
      { before: () => Promise.resolve({ weight }) },
    );
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const first = await failureOf(rig.call({}, { site: 'here' }));
    const { checkpoint } = first;
    const second = await failureOf(rig.call({}, { site: 'here' }, { attempt: 2, checkpoint }));

    expect(first.checkpoint).toEqual({ before: { weight: 0 } });
    expect(second.checkpoint).toEqual({ before: { weight: 0 } });
  });

  it('gives every attempt of a phase the same idempotency key, and every item its own', async () => {
    const { connectors, calls } = tested(() => Promise.resolve({}));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    await rig.call({}, { site: 'here' }, { item: 0 });
    await rig.call({}, { site: 'here' }, { item: 0, attempt: 2 });
    await rig.call({}, { site: 'here' }, { item: 1 });

    const keys = calls.map((call) => call.idempotencyKey);
    expect(keys[0]).toBe('tiny-20221015-abcdef/one/call/0');
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('gives what is done again after an undo another key, the same for every attempt', async () => {
    const { connectors, calls } = tested(() => Promise.resolve({}));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    await rig.call({}, { site: 'here' }, { item: 0 });
    await rig.call({}, { site: 'here' }, { item: 0, round: 0 });
    await rig.call({}, { site: 'here' }, { item: 0, round: 1 });
    await rig.call({}, { site: 'here' }, { item: 0, round: 1, attempt: 2 });
    await rig.call({}, { site: 'here' }, { item: 0, round: 2 });

    expect(calls.map((call) => call.idempotencyKey)).toEqual([
      'tiny-20221015-abcdef/one/call/0',
      'tiny-20221015-abcdef/one/call/0',
      'tiny-20221015-abcdef/one/call/0/again-1',
      'tiny-20221015-abcdef/one/call/0/again-1',
      'tiny-20221015-abcdef/one/call/0/again-2',
    ]);
  });

  it('counts what is no error of the catalogue as a fault of the connector', async () => {
    const { connectors } = tested(() => Promise.reject(new TypeError('x is undefined')));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const failure = await failureOf(rig.call({}, { site: 'here' }));

    expect(failure).toMatchObject({
      code: 'CONNECTOR_FAULT',
      message: 'test.call: x is undefined',
    });
  });

  it('fails a call whose expectation is not true, and says of what', async () => {
    const { connectors } = tested(() => Promise.resolve({ value: 3 }));
    const rig = await EngineRig.make({ connectors, targets: { objects } });
    const scope = { feed: { most: 2 } };

    const phase = { expect: 'result.value <= feed.most', scope };
    const failure = await failureOf(rig.call(phase, { site: 'here' }));

    expect(failure.code).toBe('EXPECT_NOT_MET');
    expect(failure.message).toContain('{"value":3}');
  });

  it('answers for the connector where a drill only pretends', async () => {
    const { connectors, calls } = tested(() => Promise.resolve({}));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const result = await rig.call(
      { keep: true, example: { value: 1 } },
      { site: 'there' },
      { simulate: true },
    );

    expect(result.output).toEqual({ value: 1 });
    expect(calls).toHaveLength(0);
  });

  it('ends a cancelled call as cancelled and one of a worker that ends as lost, whatever was thrown', async () => {
    const rig = await EngineRig.make({
      targets: { objects },
      ...tested(async ({ signal, ports }) => {
        rig.cancel(why);
        await ports.clock.sleep(1000, signal).catch(() => undefined);
        throw new OperationError('TARGET_UNREACHABLE', 'it hid the cancel');
      }),
    });
    let why: 'stop' | 'shutdown' = 'stop';

    expect((await failureOf(rig.call({}, { site: 'here' }))).code).toBe('cancelled');
    why = 'shutdown';
    expect((await failureOf(rig.call({}, { site: 'here' }))).code).toBe('WORKER_SHUTDOWN');
  });
});

describe('the ledger activities', () => {
  it('give parts, and fail with the code of the ledger', async () => {
    const rig = await EngineRig.make({ connectors: new Map() });
    const engine = rig.activities();

    expect(await engine.loadPart({ digest: rig.run.planDigest })).toContain('"runbook":"tiny"');
    expect((await failureOf(engine.loadPart({ digest: 'sha256:00' }))).code).toBe(
      'PLAN_PART_MISSING',
    );
    const entries = [{ seq: 1, at: '2022-10-15T06:27:00.000Z', body: { type: 'x' } as never }];
    const append = engine.appendLedger({
      recovery: 'nobody',
      entries,
      writer: { run: 'r', history: 3 },
    });
    expect((await failureOf(append)).code).toBe('RECOVERY_UNKNOWN');
  });
});
