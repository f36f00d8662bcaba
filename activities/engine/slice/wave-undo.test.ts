import type { ErrorCode } from '../../../model/errors';
import { failureOf } from '../../../test/engine/engine-rig';
import { MINUTE, SECOND, servers, wave } from '../../../test/engine/tiny-wave';
import { isJsonObject, type Json } from '../../../model/json';

/** A wave with some servers on; `marks` says what it did to each. */
async function started(marks: string, racks = 1) {
  const it = await wave(servers(marks.length, racks));
  for (const [i, mark] of Array.from(marks).entries()) {
    if (mark === '.' || mark === 'f') continue;
    it.site.machine(servers(marks.length)[i]!.id).power = 'on';
  }
  const undo = { before: { marks } };
  return { ...it, undo: (over = {}) => it.rig.slice('w1', { node: 'undo-1/w1', undo, ...over }) };
}

const offs = (site: { readonly sent: readonly { readonly id: string }[] }) =>
  site.sent.map(({ id }) => id.replace(' off', ''));

describe('the undo of a wave', () => {
  it('powers off what the wave started, the last first, and waits until it is off', async () => {
    const { site, undo, clock, started: began } = await started('srlR.');

    const result = await undo();

    expect(result).toEqual({ ok: 3, already: 0, slow: 0, failed: [] });
    expect(offs(site)).toEqual(['a003', 'a002', 'a001']);
    expect(site.machine('a004').power).toBe('on');
    expect(clock.now() - began).toBeGreaterThanOrEqual(site.offMs);
  });

  it('takes canaries last, as the wave took them first', async () => {
    const { site, undo } = await started('rrrrrr', 2);

    await undo();

    expect(offs(site)).toEqual(['a006', 'a005', 'a004', 'a003', 'a002', 'a001']);
  });

  it.each([
    ['what is off already', 'rr', (one: { power: string }) => (one.power = 'off')],
    ['nothing at all', 'RR', () => undefined],
  ])('has nothing to do for %s', async (_what, marks, spoil) => {
    const { site, undo } = await started(marks);
    for (const machine of site.machines.values()) spoil(machine);

    expect(await undo()).toMatchObject({ ok: 0, failed: [] });
    expect(site.sent).toHaveLength(0);
  });

  it.each<[string, Json]>([
    ['null', null],
    ['of another wave', { marks: 'rrrr' }],
    ['no marks', { closed: true }],
  ])('does nothing by a record that is %s', async (_what, before) => {
    const { site, rig } = await started('rr');

    expect(await rig.slice('w1', { undo: { before } })).toMatchObject({ ok: 0, failed: [] });
    expect(site.calls).toHaveLength(0);
  });

  it('leaves what serves, and says so once all others are off', async () => {
    const { site, undo } = await started('rrr');

    const failure = await failureOf(undo({ serving: ['on-a002'] }));

    expect(failure.code).toBe('TARGET_SERVES');
    expect(failure.message).toContain('on-a002');
    expect(failure.detail).toMatchObject({ ok: 2, failed: [{ id: 'a002' }] });
    expect(offs(site)).toEqual(['a003', 'a001']);
  });

  it('does not mind what would serve, were it not off', async () => {
    const { site, undo } = await started('rr');
    site.machine('a001').power = 'off';

    expect(await undo({ serving: ['on-a001'] })).toMatchObject({ ok: 1, already: 1 });
  });

  it('goes on past a server that gives no answer, after as many tries as the wave makes', async () => {
    const { site, undo } = await started('rrr');
    site.machine('a002').errors = ['TARGET_BUSY', 'TARGET_BUSY', 'TARGET_BUSY'];

    const failure = await failureOf(undo());

    expect(failure).toMatchObject({
      code: 'UNDO_FAILED',
      detail: { ok: 2, failed: [{ id: 'a002', code: 'TARGET_BUSY' }] },
    });
    expect(offs(site)).toEqual(['a003', 'a001']);
  });

  it('gives up on a server that does not go off', async () => {
    const { site, undo, clock, started: began } = await started('r');
    site.offMs = 60 * MINUTE;

    const failure = await failureOf(undo());

    expect(failure.message).toContain('a001 was told to go off and is powering-off');
    expect(clock.now() - began).toBeLessThan(11 * MINUTE);
  });

  it('does not touch a server of which nobody knows who switched it on', async () => {
    const { site, undo } = await started('r?');

    const result = await undo();

    expect(result).toMatchObject({ ok: 1, failed: [{ id: 'a002', code: 'OUTCOME_UNKNOWN' }] });
    expect(offs(site)).toEqual(['a001']);
  });

  it('goes by the checkpoint of an attempt that was cut short', async () => {
    const { site, rig } = await wave(servers(8), { canary: 0 });
    site.onStart = () => {
      if (site.sent.length === 4) rig.cancel();
    };
    const { checkpoint } = await failureOf(rig.slice('w1'));
    const on = [...site.machines.values()].filter(({ power }) => power === 'on');
    expect(on.length).toBeGreaterThanOrEqual(4);

    const undone = await rig.slice('w1', { undo: { before: checkpoint } });

    expect(undone.failed).toEqual([]);
    expect([...site.machines.values()].filter(({ power }) => power === 'on')).toEqual([]);
  });

  it('puts back what earlier attempts of the node started too', async () => {
    const { site, rig } = await wave(servers(3), { canary: 0, tolerate: NONE });
    site.machine('a003').errors = ['TARGET_DENIED'];
    const { checkpoint } = await failureOf(rig.slice('w1'));
    const { before } = await rig.slice('w1', { attempt: 2, checkpoint });

    expect(before).toEqual({ marks: 'rrr' });
  });

  it('counts a server as its own that was found on after an order of unknown outcome', async () => {
    const { site, rig } = await wave(servers(2), { canary: 0 });
    site.machine('a001').power = 'on';
    const checkpoint = { attempt: 1, marks: 'F.', base: 0, times: '', codes: {} };

    const result = await rig.slice('w1', { attempt: 2, checkpoint });

    expect(result).toMatchObject({ already: 0, before: { marks: 'rr' } });
  });

  it('makes room again for what stands on the feed after it', async () => {
    const { rig, undo } = await started('rrR');
    await rig.ledger.recordProgress({
      recovery: rig.run.recovery,
      node: 'w1',
      at: '2022-10-15T06:27:00.000Z',
      counts: { total: 3, feedKw: { 'feed-a': 3 } },
    });

    await undo();

    const rows = await rig.ledger.progress(rig.run.recovery);
    const row = rows.find(({ node }) => node === 'w1');
    expect(isJsonObject(row?.counts) ? row.counts : {}).toEqual({
      total: 3,
      feedKw: { 'feed-a': 1 },
    });
  });

  it('has changed nothing where it only found servers on', async () => {
    const { site, rig, clock } = await wave(servers(2));
    for (const machine of site.machines.values()) {
      machine.power = 'on';
      machine.onAt = clock.now() - MINUTE - SECOND;
    }

    expect((await rig.slice('w1')).before).toBeUndefined();
  });
});

const NONE = { electrical: 0, oneRack: 0, other: 0 };

describe('a start whose order left and that failed', () => {
  it.each<[ErrorCode, string]>([
    ['TARGET_NO_ANSWER', 'F'],
    ['TARGET_FAILED', 'F'],
    ['REDIRECT_REFUSED', 'F'],
    ['READING_UNKNOWN', 'F'],
    ['ANSWER_MALFORMED', 'F'],
    ['TARGET_REFUSED', 'f'],
    ['TARGET_MISSING', 'f'],
    ['TARGET_DENIED', 'f'],
    ['TARGET_BUSY', 'f'],
    ['TARGET_UNREACHABLE', 'f'],
    ['TARGET_NAME_UNKNOWN', 'f'],
    ['TARGET_CERTIFICATE_WRONG', 'f'],
  ])('with %s counts as %s for undo', async (code, mark) => {
    const { site, rig } = await wave(servers(2), { canary: 0 });
    site.failsOnceSent = true;
    site.machine('a001').errors = [code, code, code];

    const { before } = await rig.slice('w1');

    expect(before).toEqual({ marks: `${mark}r` });
  });
});
