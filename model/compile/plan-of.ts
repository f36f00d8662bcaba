import { canonicalJson, digestOf } from '../canonical-json';
import { isJsonObject } from '../json';
import type { Manifest, Outline, PlanNode, PlanParts, Slice } from '../plan/plan';
import type { PolicyKey } from '../plan/policy';
import type { Draft } from './compile';
import type { Context } from './context';
import { feedPlaces } from './feed-places';
import { outlineOf } from './outline-of';
import { pagesOf, Texts } from './paging';
import { policyOf } from './policy-of';

/** A plan in its stored parts, with what the edges show of it. */
export interface CompiledPlan {
  readonly parts: PlanParts;
  readonly outline: Outline;
  readonly nodes: readonly PlanNode[];
}

/** Cuts a draft into content-addressed parts; `keys` are this installation's public keys. */
export function planOf(draft: Draft, keys: Readonly<Record<string, PolicyKey>>): CompiledPlan {
  const { context, planner, nodes, makeSafe } = draft;
  const { runbook, roster, inventory } = context.files;
  const texts = new Texts();
  const outline = outlineOf(planner, nodes);
  const { site, plan } = planner.context.scope;
  const feeds = feedPlaces(planner, nodes);
  const manifest: Manifest = {
    v: 1,
    runbook: runbook.value.metadata.id,
    title: runbook.value.metadata.title ?? runbook.value.metadata.id,
    environment: inventory.value.environment,
    sites: sitesOf(draft),
    inputs: context.inputs,
    ...(isJsonObject(site) && isJsonObject(plan) ? { scope: { site, plan } } : {}),
    procedureDigest: procedureDigest(context),
    policy: texts.put(policyOf(roster.value, keys)),
    outline: texts.put(outline),
    pages: pagesOf(nodes, texts),
    makeSafe: texts.put(makeSafe),
    targets: texts.put(context.targets),
    slices: slicesOf(planner.slices, texts),
    nodeCount: nodes.length,
    ...(Object.keys(feeds).length === 0 ? {} : { feeds }),
    serverCount: planner.waves.reduce((sum, wave) => sum + wave.servers, 0),
    inFlight: runbook.value.limits.inFlight,
    services: planner.serviceOrder.filter((id) => planner.enabledBy.has(id)),
  };
  const planDigest = texts.put(manifest);
  return { parts: { planDigest, manifest, texts: texts.all }, outline, nodes };
}

function slicesOf(slices: ReadonlyMap<string, Slice>, texts: Texts): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const [id, slice] of slices) digests[id] = texts.put(slice);
  return digests;
}

/** Sites that the plan writes to, by name; where it touches no power, the one it was given. */
function sitesOf({ context, planner, nodes }: Draft): readonly string[] {
  const sites = new Set<string>();
  for (const node of nodes) {
    for (const feed of [node.feed ?? '', ...Object.keys(node.liveAfter ?? {})]) {
      const site = context.site.feeds.get(feed)?.site;
      if (site !== undefined && site !== '') sites.add(site);
    }
  }
  if (sites.size === 0) sites.add(siteIdOf(planner.context));
  return [...sites].sort();
}

/** Site that the plan was made for. */
function siteIdOf({ scope }: Context): string {
  const { site } = scope;
  const id = isJsonObject(site) ? site['id'] : undefined;
  return typeof id === 'string' ? id : '';
}

/** Of the procedure alone: without input values, addresses, and people's names and keys. */
function procedureDigest(context: Context): string {
  const { runbook, roster, inventory } = context.files;
  const { inputs, objectives, power, limits, steps, makeSafe } = runbook.value;
  return digestOf({
    inputs,
    objectives,
    power,
    limits,
    steps,
    makeSafe,
    roles: inOrder(roster.value.roles),
    people: inOrder(roster.value.people.map((person) => [...person.roles].sort())),
    services: inOrder(
      inventory.value.services.map(({ id, tier, weight, rto, rpo, needs }) => ({
        id,
        tier,
        weight,
        rto,
        rpo,
        needs: [...needs].sort(),
      })),
    ),
  });
}

/** A list whose order says nothing, so that it gives the same digest however it was written. */
function inOrder(list: readonly unknown[]): readonly string[] {
  return list.map((one) => canonicalJson(one)).sort();
}
