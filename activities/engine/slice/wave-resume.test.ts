import { failureOf } from '../../../test/engine/engine-rig';
import { servers, wave } from '../../../test/engine/tiny-wave';
import { isJsonObject, type Json, type JsonObject } from '../../../model/json';

function marks(checkpoint: Json): string {
  const found = isJsonObject(checkpoint) ? checkpoint['marks'] : '';
  return typeof found === 'string' ? found : '';
}

describe('a wave that is cut short', () => {
  it('stops sending at once when it is cancelled, and goes on from its checkpoint', async () => {
    const { site, rig } = await wave(servers(20), { canary: 0 });
    site.onStart = () => {
      if (site.sent.length === 5) rig.cancel();
    };

    const failure = await failureOf(rig.slice('w1'));
    expect(failure.code).toBe('cancelled');
    expect(site.sent).toHaveLength(5);
    expect(marks(failure.checkpoint)).toMatch(/^[.!s]{20}$/);
    site.onStart = () => undefined;
    const result = await rig.slice('w1', { checkpoint: failure.checkpoint });

    expect(result).toMatchObject({ ok: 20, failed: [] });
    expect(new Set(site.sent.map(({ id }) => id)).size).toBe(20);
    expect(site.sent).toHaveLength(20);
  });

  it('sends nothing twice from whatever heartbeat its successor goes on', async () => {
    const first = await wave(servers(12, 3));
    await first.rig.slice('w1');
    const beats = [...new Set(first.rig.heartbeats.map((beat) => JSON.stringify(beat)))];
    expect(beats.length).toBeGreaterThan(10);

    for (const beat of beats) {
      const checkpoint = JSON.parse(beat) as JsonObject;
      const { site, rig } = await wave(servers(12, 3));
      for (const [i, mark] of Array.from(marks(checkpoint)).entries()) {
        const machine = site.machine(servers(12, 3)[i]!.id);
        // What was being sent may have arrived.
        if ('srR'.includes(mark) || ('?!'.includes(mark) && i % 2 === 0)) {
          machine.power = 'on';
          machine.onAt = rig.clock.now();
        }
      }
      const on = [...site.machines.values()].filter(({ power }) => power === 'on');

      const result = await rig.slice('w1', { checkpoint });

      expect(result).toMatchObject({ ok: 12, failed: [] });
      expect(site.sent).toHaveLength(12 - on.length);
      const ready = Array.from(marks(checkpoint)).filter((mark) => mark === 'r').length;
      const asked = new Set(site.calls.filter((call) => call.startsWith('redfish.power')));
      expect(asked.size).toBeLessThanOrEqual(12 - ready);
    }
  });

  it('leaves an order to people that was on its way and may be sent only once', async () => {
    const { site, rig } = await wave(servers(3));
    const power = site.connectors().get('redfish.power')!;
    const once = new Map([...site.connectors(), ['redfish.power', { ...power, effect: 'once' }]]);
    Reflect.set(Reflect.get(rig, 'deps') as object, 'connectors', once);
    const checkpoint = { attempt: 1, marks: '?..', base: 0, times: '', codes: {} };

    const result = await rig.slice('w1', { checkpoint });

    expect(result.failed).toMatchObject([{ id: 'a001', code: 'OUTCOME_UNKNOWN' }]);
    expect(site.sent.map(({ id }) => id)).toEqual(['a002', 'a003']);
  });
});
