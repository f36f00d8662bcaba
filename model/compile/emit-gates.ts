import { durationMs } from '../duration';
import type { ApprovalWork, FormRule, ManualWork, PermitRule, SliceInterlock } from '../plan/plan';
import type { Permit } from '../schema/gate-steps';
import type { FormField } from '../schema/step-parts';
import type { Step } from '../schema/steps';
import { feedScope } from '../inventory/site-inventory';
import { closest } from '../closest';
import { checkFilled } from './check-filled';
import { connectorOf, fillsOf } from './check-call';
import { at, filled, filledText, filledWith, scopeFor, valueAtCompile, type Spot } from './context';
import { common, feedsOf, join, refuseSimulate, spotOf, type Planner } from './planner';
import type { PlacedStep } from './step-tree';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

export function emitApproval(planner: Planner, placed: PlacedStep, step: Of<'approval'>): void {
  const { context } = planner;
  refuseSimulate(planner, placed, step.drill);
  const spot = at(spotOf(planner, placed), 'upTo', 'servers');
  const servers =
    step.upTo?.servers === undefined ? undefined : filled(context, spot, step.upTo.servers);
  if (servers !== undefined && !(Number.isInteger(servers) && Number(servers) >= 1)) {
    context.findings.add(
      'VALUE_TYPE',
      spot.file,
      spot.path,
      `upTo.servers is ${JSON.stringify(servers)}, not a whole number above 0`,
    );
  }
  if (typeof servers === 'number') planner.upTo.set(step.id, servers);
  const validFor = step.upTo?.validFor;
  const work: ApprovalWork = {
    type: 'approval',
    approvers: step.approvers,
    text: {
      ...textOf(planner, placed, 'recommend', step.recommend),
      ...textOf(planner, placed, 'ifYes', step.ifYes),
      ...textOf(planner, placed, 'ifNo', step.ifNo),
      ...textOf(planner, placed, 'harm', step.harm),
      ...(step.reversible === undefined ? {} : { reversible: step.reversible }),
    },
    expiresMs: durationMs(step.expires),
    escalateTo: step.onExpiry.escalateTo,
    ...(typeof servers === 'number' ? { upToServers: servers } : {}),
    ...(validFor === undefined ? {} : { validForMs: durationMs(validFor) }),
  };
  addGate(planner, placed, work);
}

function textOf(
  planner: Planner,
  placed: PlacedStep,
  key: 'recommend' | 'ifYes' | 'ifNo' | 'harm',
  text: string | undefined,
): Partial<Record<typeof key, string>> {
  if (text === undefined) return {};
  return { [key]: filledText(planner.context, at(spotOf(planner, placed), key), text) };
}

export function emitManual(planner: Planner, placed: PlacedStep, step: Of<'manual'>): void {
  refuseSimulate(planner, placed, step.drill);
  const { remindEvery } = step;
  const form: Record<string, FormRule> = {};
  for (const [name, field] of Object.entries(step.form)) form[name] = formRule(field);
  addGate(planner, placed, {
    type: 'manual',
    assignee: step.assignee,
    form,
    ...(remindEvery === undefined ? {} : { remindEveryMs: durationMs(remindEvery) }),
    keep: planner.context.named.has(step.id),
  });
}

function addGate(planner: Planner, placed: PlacedStep, work: ApprovalWork | ManualWork): void {
  const { id, kind } = placed.step;
  planner.program.add({
    ...common(planner, placed),
    id,
    ...planner.flow.entryOf(placed),
    work,
  });
  planner.flow.leave(id, { kind, join: id, feeds: new Map() });
}

/** The power gate: one node a feed, each with the locks that stand on it. */
export function emitPower(planner: Planner, placed: PlacedStep, step: Of<'power'>): void {
  const { context } = planner;
  const own = common(planner, placed);
  const register = lockRegister(planner, placed, step);
  const feeds = new Map<string, readonly string[]>();
  for (const feed of feedsOf(planner, placed, step.feeds)) {
    const id = `${step.id}/${feed}`;
    const interlocks = interlocksOn(planner, placed, step, feed);
    planner.program.add({
      ...own,
      id,
      feed,
      title: step.title === undefined ? `Power on ${feed} is safe` : `${own.title}: ${feed}`,
      needs: planner.flow.entryOn(placed, feed),
      work: {
        type: 'power',
        locks: context.files.inventory.value.locks
          .filter((lock) => lock.register === register && lock.feed === feed)
          .map((lock) => ({ id: lock.id, holder: lock.holder })),
        permits: step.permit.map(permitRule),
        signOff: step.signOff,
        expiresMs: durationMs(step.expires),
        ...(interlocks.length === 0 ? {} : { interlocks: interlocks.map((one) => one.id) }),
      },
    });
    checkLocks(planner, placed, feed, register);
    feeds.set(feed, [id]);
    planner.gates.set(feed, { node: id, interlocks });
    planner.live.set(feed, id);
  }
  join(planner, placed, [...feeds.values()].flat(), feeds);
}

/** An open lock is never passed: every lock on a feed must stand in the register that its gate names. */
function checkLocks(
  planner: Planner,
  placed: PlacedStep,
  feed: string,
  register: string | undefined,
): void {
  const { inventory, runbook } = planner.context.files;
  const passed = inventory.value.locks.find(
    (lock) => lock.feed === feed && lock.register !== register,
  );
  if (passed === undefined) return;
  planner.context.findings.add(
    'GATE_WEAKENED',
    runbook,
    [...placed.path, 'locks'],
    `lock '${passed.id}' on ${feed} stands in register '${passed.register}', which the power gate '${placed.step.id}' does not ask for`,
    { fix: `Add 'locks: { register: ${passed.register}, allReleased: true }'.` },
  );
}

function lockRegister(planner: Planner, placed: PlacedStep, step: Of<'power'>): string | undefined {
  if (step.locks === undefined) return undefined;
  const { context } = planner;
  const spot = at(spotOf(planner, placed), 'locks', 'register');
  const register = filledText(context, spot, step.locks.register);
  const known = [...new Set(context.files.inventory.value.locks.map((lock) => lock.register))];
  if (known.includes(register)) return register;
  const near = closest(register, known);
  context.findings.add(
    'REFERENCE_UNKNOWN',
    spot.file,
    spot.path,
    `the inventory has no lock register '${register}'`,
    near === undefined ? {} : { fix: `Did you mean '${near}'?` },
  );
  return register;
}

function permitRule(permit: Permit): PermitRule {
  const { id, unit, min, max, values, maxAge } = permit;
  return {
    id,
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(values === undefined ? {} : { values }),
    maxAgeMs: durationMs(maxAge),
  };
}

function formRule(field: FormField): FormRule {
  const { type, required, values, min, max, pattern, description } = field;
  return {
    type,
    required,
    ...(values === undefined ? {} : { values }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(description === undefined ? {} : { description }),
  };
}

function interlocksOn(
  planner: Planner,
  placed: PlacedStep,
  step: Of<'power'>,
  feed: string,
): readonly SliceInterlock[] {
  const { context } = planner;
  const path = context.site.feeds.get(feed);
  if (path === undefined) return [];
  const scope = { feed: feedScope(path) };
  return step.interlock.flatMap((interlock, i): readonly SliceInterlock[] => {
    const spot: Spot = at(spotOf(planner, placed), 'interlock', i);
    const { unless } = interlock;
    if (unless !== undefined && valueAtCompile(context, at(spot, 'unless'), unless, scope) === true)
      return [];
    const connector = connectorOf(context, interlock.uses);
    const authored = {
      ...(connector === undefined ? {} : fillsOf(connector, ['feed'])),
      ...interlock.with,
    };
    const input = filledWith(context, at(spot, 'with'), authored, scope);
    if (connector !== undefined) checkFilled(context, spot, connector, authored, input);
    return [
      {
        id: interlock.id,
        feed,
        uses: interlock.uses,
        with: input,
        expect: interlock.expect,
        maxAgeMs: durationMs(interlock.maxAge),
        scope: scopeFor(context, interlock.expect, scope),
      },
    ];
  });
}
