import { EngineRig, failureOf, target } from '../../test/engine/engine-rig';
import { tested } from '../../test/engine/tested-connector';
import type { ConnectorDefinition } from '../define-connector';

const objects = target('endpoint', 'here', ['http://here.lab.example']);

describe('an undo of a call', () => {
  const undo = { before: { weight: 25 } };

  it('goes back to what was read before, and never makes the call', async () => {
    const undone: unknown[] = [];
    const { calls, connectors } = tested(() => Promise.resolve({}), {
      before: () => Promise.resolve('read anew'),
      undo: (call) => {
        undone.push([call.before, call.input]);
        return Promise.resolve();
      },
    });
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const result = await rig.call({ undo, expect: 'false', keep: true }, { site: 'here' });

    expect(result).toEqual({ output: null });
    expect(undone).toEqual([[undo.before, { site: 'here' }]]);
    expect(calls).toHaveLength(0);
  });

  it('has a key of its own in every round, other than that of the call', async () => {
    const keys: string[] = [];
    const note = ({ idempotencyKey }: { readonly idempotencyKey: string }) => {
      keys.push(idempotencyKey);
      return Promise.resolve();
    };
    const { connectors } = tested(async (call) => (await note(call), {}), { undo: note });
    const rig = await EngineRig.make({ connectors, targets: { objects } });
    const back = { id: 'undo-call', undo };

    await rig.call({}, { site: 'here' });
    await rig.call(back, { site: 'here' }, { node: 'undo-1/one' });
    await rig.call({}, { site: 'here' }, { round: 1 });
    await rig.call(back, { site: 'here' }, { node: 'undo-2/one' });
    await rig.call(back, { site: 'here' }, { node: 'undo-2/one', item: 1 });

    expect(new Set(keys).size).toBe(5);
  });

  it('has nothing to do where the connector cannot undo', async () => {
    const { calls, connectors } = tested(() => Promise.resolve({}));
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    expect(await rig.call({ undo }, { site: 'here' })).toEqual({ output: null });
    expect(calls).toHaveLength(0);
  });

  it('is refused outside the inventory as the call would be', async () => {
    const { connectors } = tested(() => Promise.resolve({}), { undo: () => Promise.resolve() });
    const rig = await EngineRig.make({ connectors, targets: { objects } });

    const failure = await failureOf(rig.call({ undo }, { site: 'there' }));

    expect(failure.code).toBe('TARGET_OUTSIDE_INVENTORY');
  });
});

describe('a call that takes power away', () => {
  const record = { services: ['talk', 'login'] };
  const server = target('server', 'a001', [], record);
  const pdu = target('pdu', 'pdu-a', [], {
    sections: ['s1', 's2'],
    services: { s1: ['mail'], s2: [] },
  });
  const cutting = async (over: Partial<ConnectorDefinition> = {}) => {
    const { calls, connectors } = tested(() => Promise.resolve({}), {
      targets: (input) => [
        Reflect.has(input, 'section')
          ? { kind: 'pdu', id: 'pdu-a' }
          : { kind: 'server', id: 'a001' },
      ],
      before: () => Promise.resolve('read'),
      undo: () => Promise.resolve(),
      powersOff: (_input, before) => before === undefined || before === 'off',
      ...over,
    });
    const rig = await EngineRig.make({ connectors, targets: { objects: { ...server, ...pdu } } });
    return { rig, calls };
  };

  it.each([
    ['a server', { site: 'x' }, ['talk']],
    ['a section', { site: 'x', section: 's1' }, ['mail']],
  ])('is refused for %s that serves, before a packet leaves', async (_what, input, serving) => {
    let reads = 0;
    const before = () => Promise.resolve((reads += 1));
    const { rig, calls } = await cutting({ before });

    const failure = await failureOf(rig.call({}, input, { serving }));

    expect(failure.code).toBe('TARGET_SERVES');
    expect(failure.message).toContain(serving[0]);
    expect(calls).toHaveLength(0);
    expect(reads).toBe(0);
  });

  it.each([
    ['nothing on it serves', { site: 'x' }, ['mail']],
    ['nothing behind the section serves', { site: 'x', section: 's2' }, ['mail', 'talk']],
    ['nobody says what serves', { site: 'x' }, undefined],
  ])('is made where %s', async (_what, input, serving) => {
    const { rig, calls } = await cutting();

    await rig.call({}, input, serving === undefined ? {} : { serving });

    expect(calls).toHaveLength(1);
  });

  it('is refused as an undo by what the undo would do, not by what the call did', async () => {
    const { rig } = await cutting();
    const serving = ['talk'];

    const off = await failureOf(rig.call({ undo: { before: 'off' } }, { site: 'x' }, { serving }));
    await rig.call({ undo: { before: 'on' } }, { site: 'x' }, { serving });

    expect(off.code).toBe('TARGET_SERVES');
  });
});

describe('a cancelled call', () => {
  it('ends within a second though its connector hangs on', async () => {
    const { connectors } = tested(() => new Promise<never>(() => undefined));
    const rig = await EngineRig.make({ connectors, targets: { objects } });
    const running = failureOf(rig.call({}, { site: 'here' }));
    await new Promise(setImmediate);
    const began = Date.now();
    setTimeout(() => rig.cancel(), 20);

    expect((await running).code).toBe('cancelled');
    expect(Date.now() - began).toBeLessThan(1000);
  });
});
