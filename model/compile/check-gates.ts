import type { PlanNode, Slice } from '../plan/plan';
import { aimsOf, reachesPower, takesAway, writes, type Aim } from './aims';
import { connectorOf } from './check-call';
import type { Context } from './context';

/*
 * Gates cannot be walked round: whatever the steps write to a site must lie behind that site's power gate on
 * every path of the program, and what they write to a feed behind the gate of that feed. Steps that only take
 * load or traffic away stand outside.
 */

/** Finds every write that could happen with the power gate of its site still closed. */
export function checkGates(
  context: Context,
  nodes: readonly PlanNode[],
  slices: ReadonlyMap<string, Slice>,
): void {
  if (context.files.runbook.value.power !== undefined) return checkNotAffected(context, nodes);
  const gates = nodes.filter((node) => node.work.type === 'power');
  const sites = [...new Set(gates.map((gate) => siteOf(context, gate)))];
  const behind = new Map<string, readonly boolean[]>();
  const missing = new Set<string>();
  for (const node of nodes) {
    for (const aim of aimsOf(context, slices, node).flatMap((one) => certain(one, sites))) {
      if (!sites.includes(aim.site)) {
        if (!missing.has(aim.site)) tellMissing(context, node, aim);
        missing.add(aim.site);
        continue;
      }
      const key = aim.feeds?.join(' ') ?? `site ${aim.site}`;
      let known = behind.get(key);
      if (known === undefined) {
        known = nodesBehind(nodes, (one) => isGateOf(context, one, aim));
        behind.set(key, known);
      }
      if (known[node.index] !== true) tellBypassed(context, node, aim);
    }
  }
}

/** A write that may be aimed at any site must lie behind the gates of all. */
function certain(aim: Aim, sites: readonly string[]): readonly Aim[] {
  return aim.site === '' && sites.length > 0 ? sites.map((site) => ({ ...aim, site })) : [aim];
}

function siteOf(context: Context, gate: PlanNode): string {
  return context.site.feeds.get(gate.feed ?? '')?.site ?? '';
}

function isGateOf(context: Context, node: PlanNode, aim: Aim): boolean {
  if (node.work.type !== 'power' || node.feed === undefined) return false;
  return aim.feeds?.includes(node.feed) ?? siteOf(context, node) === aim.site;
}

/** Per node, whether it is one of the gates, or every way to it leads through one. */
function nodesBehind(
  nodes: readonly PlanNode[],
  isGate: (node: PlanNode) => boolean,
): readonly boolean[] {
  const behind: boolean[] = [];
  for (const node of nodes) {
    behind[node.index] =
      isGate(node) ||
      node.needs.some((need) => behind[need] === true) ||
      (node.needsAny ?? []).some(
        (group) => group.length > 0 && group.every((need) => behind[need] === true),
      );
  }
  return behind;
}

function tellMissing(context: Context, node: PlanNode, aim: Aim): void {
  context.findings.add(
    'GATE_MISSING',
    context.files.runbook,
    placeOf(context, node),
    `'${node.step}' writes to ${nameOf(aim)}, and the runbook has no power gate for it`,
  );
}

function tellBypassed(context: Context, node: PlanNode, aim: Aim): void {
  const gate =
    aim.feeds === undefined ? 'its power gate' : `the power gate of ${aim.feeds.join(' or ')}`;
  context.findings.add(
    'GATE_BYPASSED',
    context.files.runbook,
    placeOf(context, node),
    `'${node.step}' writes to ${nameOf(aim)} and can start before ${gate} has opened`,
  );
}

function nameOf({ site }: Aim): string {
  return site === '' ? 'the site' : `site '${site}'`;
}

function placeOf(context: Context, node: PlanNode): readonly (string | number)[] {
  return [...(context.tree.byId.get(node.step)?.path ?? []), 'id'];
}

const POWER_KINDS = new Set<PlanNode['kind']>(['power', 'energise', 'restore']);

/** A runbook that says it touches no power must not. */
function checkNotAffected(context: Context, nodes: readonly PlanNode[]): void {
  for (const node of nodes) {
    const call =
      node.work.type === 'phases' &&
      node.work.phases.some(
        (phase) =>
          phase.type === 'call' &&
          writes(context, phase) &&
          (phase.uses.startsWith('redfish.') || reachesPower(context, phase)),
      );
    if (!call && !POWER_KINDS.has(node.kind)) continue;
    context.findings.add(
      'GATE_BYPASSED',
      context.files.runbook,
      placeOf(context, node),
      `'${node.step}' touches power, and the runbook says \`power: not-affected\``,
      { fix: 'Remove `power: not-affected`, and put the step behind a power gate.' },
    );
  }
}

/** A call that cannot be taken back must lie behind an approval that is always asked. */
export function checkIrreversible(context: Context, nodes: readonly PlanNode[]): void {
  const behind = nodesBehind(
    nodes,
    (node) => node.work.type === 'approval' && node.when === undefined && node.skip === undefined,
  );
  for (const node of nodes) {
    if (node.work.type !== 'phases' || behind[node.index] === true) continue;
    const call = node.work.phases.find((p) => p.type === 'call' && p.effect === 'irreversible');
    if (call === undefined) continue;
    context.findings.add(
      'GATE_BYPASSED',
      context.files.runbook,
      placeOf(context, node),
      `'${node.step}' cannot be taken back and stands behind no approval that is always asked`,
      { fix: 'Put an approval before it.' },
    );
  }
}

/** Make-safe compiles only with calls that take away, or tell somebody. */
export function checkMakeSafe(context: Context): void {
  context.files.runbook.value.makeSafe.forEach((step, i) => {
    const connector = connectorOf(context, step.uses);
    if (connector === undefined || connector.effect === 'read') return;
    const cutsPower = step.uses === 'redfish.power' || step.uses === 'redfish.outlet';
    if (step.uses.startsWith('notify.') || (takesAway(step) && !cutsPower)) return;
    context.findings.add(
      'MAKE_SAFE_UNSAFE',
      context.files.runbook,
      ['makeSafe', i, 'uses'],
      `make-safe step '${step.id}' calls ${step.uses}, which does not only take away traffic or give back what was`,
    );
  });
}
