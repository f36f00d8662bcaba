import {
  codesOf,
  ENABLE,
  ENERGISE,
  INVENTORY,
  planOfTexts,
  POWER,
  problemsOf,
  RESTORE,
  runbookOf,
  stepsOf,
  type LaidOut,
} from '../../test/support/scenario-texts';
import type { PlanNode } from '../plan/plan';

const laidOut = (...steps: readonly string[]) =>
  planOfTexts({ runbook: runbookOf(stepsOf(...steps)) });
const ASK = '- { id: ask, kind: approval, approvers: { roles: [commander] } }';
const NETWORK = '- { id: network, kind: restore, select: "server.rack == \'ra\'" }';
const COOLING = '- { id: cooling, kind: check, equipment: cooling }';

/** Everything that must have ended before a node starts, whichever way it came about. */
function musts(plan: LaidOut, id: string): readonly string[] {
  const { nodes } = plan;
  const memo = new Map<number, ReadonlySet<number>>();
  const before = (one: PlanNode): ReadonlySet<number> => {
    const known = memo.get(one.index);
    if (known !== undefined) return known;
    const found = new Set<number>();
    const add = (index: number) => {
      found.add(index);
      for (const far of before(nodes[index]!)) found.add(far);
    };
    for (const need of one.needs) add(need);
    for (const group of one.needsAny ?? []) {
      const sets = group.map((index) => new Set([index, ...before(nodes[index]!)]));
      for (const index of sets[0] ?? []) if (sets.every((set) => set.has(index))) found.add(index);
    }
    memo.set(one.index, found);
    return found;
  };
  return [...before(plan.node(id))].map((index) => nodes[index]!.id);
}

describe('steps that flow', () => {
  it('go feed by feed: nothing on one feed waits for the gate of the other', () => {
    const plan = laidOut(POWER, ASK, ENERGISE, COOLING, NETWORK, RESTORE, ENABLE);

    for (const id of [
      'energise/feed-b/s1',
      'cooling/feed-b',
      'restore/feed-b/w1',
      'enable/search',
    ]) {
      const before = musts(plan, id);
      expect(before).toContain('power/feed-b');
      expect(before).toContain('ask');
      expect(before.filter((one) => one.includes('feed-a'))).toEqual([]);
    }
  });

  it('make a check of equipment once per feed, before what follows there', () => {
    const plan = laidOut(POWER, ENERGISE, COOLING, RESTORE);

    expect(plan.needs('cooling/feed-a')).toEqual(['energise/feed-a/s2']);
    expect(plan.needs('restore/feed-b/w1')).toEqual(['cooling/feed-b']);
    expect(plan.needs('cooling')).toEqual(['cooling/feed-a', 'cooling/feed-b']);
  });

  it('start a rack of two cords with the first feed, and not before all that lies before it there', () => {
    const plan = laidOut(POWER, ENERGISE, COOLING, RESTORE);

    expect(plan.needs('restore/feed-a+feed-b/w1')).toEqual([]);
    expect(plan.needsAny('restore/feed-a+feed-b/w1')).toEqual([
      ['cooling/feed-a', 'cooling/feed-b'],
    ]);
    expect(plan.node('restore/feed-a+feed-b/w1').liveAfter).toEqual({
      'feed-a': plan.node('energise/feed-a/s2').index,
      'feed-b': plan.node('energise/feed-b/s1').index,
    });
  });

  it('never start a rack of two cords by a feed that nothing energises', () => {
    const only = (step: string) => step.replace('site: here }', 'site: here, only: [feed-a] }');
    const runbook = runbookOf(
      stepsOf(
        only(POWER),
        only(ENERGISE),
        '- { id: restore, kind: restore, select: "server.rack != \'rb\'" }',
      ),
    );

    expect(planOfTexts({ runbook }).needs('restore/feed-a+feed-b/w1')).toEqual([
      'energise/feed-a/s2',
    ]);
  });

  it('wait for an approval that lies before a step which has no part on their feed', () => {
    const plan = laidOut(POWER, ENERGISE, ASK, NETWORK, RESTORE);

    expect(musts(plan, 'restore/feed-b/w1')).toContain('ask');
  });

  it('look through groups', () => {
    const group = `- id: base\n  kind: group\n  steps:\n    ${COOLING}\n    ${NETWORK}`;
    const plan = laidOut(POWER, ENERGISE, ASK, group, RESTORE);

    expect(plan.needs('restore/feed-b/w1')).toEqual(['cooling/feed-b']);
    expect(plan.needs('cooling/feed-b')).toEqual(['energise/feed-b/s1', 'ask']);
    expect(musts(plan, 'restore/feed-b/w1')).toContain('ask');
  });

  it('let a plain step start with the first safe feed, and after other steps when all is done', () => {
    const plan = laidOut(POWER, ASK, ENERGISE, '- { id: quiet, kind: wait, for: 1m }');

    expect(plan.needsAny('ask')).toEqual([['power/feed-a', 'power/feed-b']]);
    expect(plan.needs('quiet')).toEqual(['energise']);
  });

  it('make no wave larger than the approval above it covers', () => {
    const ask = ASK.replace(' } }', ' }, upTo: { servers: 3 } }');
    const plan = laidOut(POWER, ask, ENERGISE, RESTORE);

    expect(plan.nodes.flatMap((node) => node.servers ?? [])).toEqual([3, 1, 3, 1, 2]);
  });

  it('carry permit, guards and mutex', () => {
    const bounded = ASK.replace(
      ' } }',
      ' }, upTo: { servers: "${{ plan.serverCount }}", validFor: 1h } }',
    );
    const plan = laidOut(POWER, bounded, ENERGISE, RESTORE);
    const ask = plan.node('ask');

    expect(ask.work).toMatchObject({ upToServers: 10, validForMs: 3_600_000 });
    expect(plan.node('energise/feed-b/s1')).toMatchObject({
      permit: plan.node('power/feed-b').index,
      guards: [ask.index],
      mutex: ['feed:feed-b'],
    });
    expect(plan.node('restore/feed-a+feed-b/w1')).toMatchObject({
      guards: [ask.index],
      mutex: ['feed:feed-a', 'feed:feed-b'],
      servers: 2,
    });
  });

  it('start every server once, however many restore steps select it', () => {
    const plan = laidOut(POWER, ENERGISE, NETWORK, RESTORE);
    const started = Object.keys(plan.plan.parts.manifest.slices).flatMap((id) => {
      const slice = plan.slice(id);
      return slice.type === 'wave' ? slice.servers.map((server) => server.id) : [];
    });

    expect([...started].sort()).toEqual([
      'a1',
      'a2',
      'a3',
      'a4',
      'ab1',
      'ab2',
      'b1',
      'b2',
      'b3',
      'b4',
    ]);
    expect(codesOf({ runbook: runbookOf(stepsOf(POWER, ENERGISE, RESTORE, NETWORK)) })).toEqual([
      'SELECTION_EMPTY',
    ]);
  });
});

describe('enable', () => {
  it('goes on beside restore, alone or in a group: a service waits for its own servers and needs', () => {
    const grouped = `- id: all\n  kind: group\n  steps:\n    ${NETWORK}\n    ${RESTORE}`;

    for (const plan of [
      laidOut(POWER, ENERGISE, NETWORK, RESTORE, ENABLE),
      laidOut(POWER, ENERGISE, grouped, ENABLE),
    ]) {
      expect(plan.needs('enable/login')).toEqual(['network/feed-a/w1']);
      expect(plan.needs('enable/search')).toEqual(['restore/feed-b/w1']);
    }
  });

  it('waits for every plain step before it, wherever its servers were started', () => {
    const plan = laidOut(POWER, ENERGISE, NETWORK, ASK, COOLING, RESTORE, ENABLE);

    for (const id of ['enable/login', 'enable/shop', 'enable/search'])
      expect(musts(plan, id)).toContain('ask');
  });

  it('does not wait for a late feed where the capacity is there without it', () => {
    const inventory = INVENTORY.replace(
      'servers: ["a[3-4]", "b[1-2]"]',
      'capacity: 50%, servers: ["a[3-4]", "b[1-2]"]',
    );
    const plan = planOfTexts({ inventory });

    expect(plan.needs('enable/shop')).toEqual(['enable/login']);
    expect(plan.needsAny('enable/shop')).toEqual([['restore/feed-a/w1', 'restore/feed-b/w1']]);
  });

  it('waits for both of two restore steps that start servers of one service on one feed', () => {
    const later = '- { id: later, kind: restore, select: "true" }';
    const inventory = INVENTORY.replace(
      'id: search, tier: 3, weight: 1, rto: 2h, servers: ["b[3-4]"]',
      'id: search, tier: 3, weight: 1, rto: 2h, servers: ["b[1-4]"]',
    );
    const first = "- { id: first, kind: restore, wave: 1, select: \"server.id in ['b1', 'b2']\" }";
    const plan = planOfTexts({
      inventory,
      runbook: runbookOf(stepsOf(POWER, ENERGISE, first, later, ENABLE)),
    });

    expect(plan.needs('enable/search')).toEqual(['first/feed-b/w2', 'later/feed-b/w1']);
  });

  it('leaves out services that an earlier step enables, and finds needs that come too late', () => {
    const one = (id: string, service: string) =>
      `- { id: ${id}, kind: enable, services: [${service}] }`;
    const plan = laidOut(POWER, ENERGISE, RESTORE, one('first', 'login'), ENABLE);

    expect(plan.nodes.filter((node) => node.service === 'login').map((node) => node.id)).toEqual([
      'first/login',
    ]);
    expect(
      problemsOf({
        runbook: runbookOf(
          stepsOf(POWER, ENERGISE, RESTORE, one('first', 'shop'), one('second', 'login')),
        ),
      }),
    ).toEqual([
      expect.stringContaining(
        "CYCLE service 'shop' needs 'login', which 'second' enables only later",
      ),
    ]);
    expect(
      codesOf({
        runbook: runbookOf(stepsOf(POWER, ENERGISE, RESTORE, ENABLE, one('again', 'login'))),
      }),
    ).toEqual(['SELECTION_EMPTY']);
  });

  it('asks once for the tiers that are asked for', () => {
    const enable =
      '- { id: enable, kind: enable, services: all, approval: { tiers: [1, 2], approvers: { roles: [commander] } } }';
    const plan = laidOut(POWER, ENERGISE, RESTORE, enable);

    expect(plan.node('enable/approval').work).toMatchObject({ subjects: ['login', 'shop'] });
    expect(plan.needs('enable/login')).toContain('enable/approval');
    expect(plan.needs('enable/search')).not.toContain('enable/approval');
  });
});

describe('when and forEach', () => {
  it('are decided at compile where no run is needed', () => {
    const plan = laidOut(
      '- { id: no, kind: wait, for: 1m, when: "inputs.site == \'there\'" }',
      '- { id: yes, kind: wait, for: 1m, when: "inputs.site == \'here\'" }',
      '- { id: later, kind: wait, for: 1m, when: "run.mode == \'drill\'" }',
      '- { id: each, kind: action, forEach: "[1, 2]", uses: notify.log, with: { channel: log, message: "n${{ item }}" } }',
      '- { id: all, kind: action, forEach: run.notYetEnabled, uses: notify.log, with: { channel: log, message: "${{ item }} of ${{ site.id }}" } }',
    );

    expect(plan.node('no').skip).toBe("when: inputs.site == 'there'");
    expect(plan.node('yes')).not.toMatchObject({ skip: expect.anything() });
    expect(plan.node('later').when).toBe("run.mode == 'drill'");
    expect(plan.node('each').work).toMatchObject({
      phases: [{ with: { message: 'n1' } }, { with: { message: 'n2' } }],
    });
    expect(plan.node('all').work).toMatchObject({
      forEach: 'run.notYetEnabled',
      phases: [{ with: { message: '${{ item }} of here' } }],
    });
  });

  it('of a group hold for the steps in it', () => {
    const group =
      '- id: g\n  kind: group\n  when: run.mode == \'drill\'\n  steps:\n    - { id: w, kind: wait, for: 1m, when: "size(run.notYetEnabled) > 0" }';

    expect(laidOut(group).node('w').when).toBe(
      "(size(run.notYetEnabled) > 0) && (run.mode == 'drill')",
    );
  });

  it('keep types where a template stands alone', () => {
    const ramp =
      '- { id: ramp, kind: action, uses: haproxy.weight, with: { service: login, weight: "${{ 4 + 1 }}" } }';
    const plan = laidOut(POWER, ramp);

    expect(plan.node('ramp').work).toMatchObject({ phases: [{ with: { weight: 5 } }] });
  });
});
