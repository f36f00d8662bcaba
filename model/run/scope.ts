import { evaluate, parseExpression } from '../expression/evaluate';
import { referencesOf } from '../expression/references';
import { resolveTemplates } from '../expression/template';
import type { Json, JsonObject } from '../json';
import type { CallPhase, PlanNode } from '../plan/plan';
import { isoTime, type Run } from './run';

/** What the expressions of a node may name in the run, beside what compile resolved. */
function scopeOf(run: Run, node: PlanNode, item?: Json): JsonObject {
  const { header } = run.state;
  const steps: Record<string, Json> = {};
  for (const [step, output] of Object.entries(run.state.outputs)) steps[step] = { output };
  const services = run.manifest.services;
  return {
    inputs: run.manifest.inputs,
    site: run.manifest.scope?.site ?? { id: run.manifest.sites[0] ?? '' },
    plan: run.manifest.scope?.plan ?? {
      serverCount: run.manifest.serverCount,
      serviceCount: services.length,
      environment: run.manifest.environment,
    },
    run: {
      id: header.recovery,
      mode: header.mode,
      startedAt: isoTime(header.startedAt),
      summary: summaryOf(run),
      notYetEnabled: services.filter((service) => !run.state.enabled.includes(service)),
    },
    steps,
    ...(node.feed === undefined ? {} : { feed: { id: node.feed } }),
    ...(node.service === undefined ? {} : { service: { id: node.service } }),
    ...(item === undefined ? {} : { item }),
  };
}

/** One line on how far the run is, for messages to people. */
function summaryOf(run: Run): string {
  const { header, enabled } = run.state;
  const minutes = Math.round(((run.now - header.lostAt) * header.speed) / 60_000);
  const held = run.counts.held + run.counts.denied;
  return [
    `${header.mode === 'drill' ? 'DRILL ' : ''}${run.manifest.title}:`,
    `${String(enabled.length)} of ${String(run.manifest.services.length)} services enabled`,
    `${String(minutes)} min after the loss`,
    ...(held > 0 ? [`${String(held)} held`] : []),
  ].join(' ');
}

/** Value of a CEL text in the scope of a node; throws ExpressionError. */
export function valueOf(run: Run, node: PlanNode, text: string, item?: Json): Json {
  return evaluate(parseExpression(text), scopeOf(run, node, item));
}

/** `with`, with what only the run knows filled in; texts without `${{` cost nothing. */
export function filledIn(run: Run, node: PlanNode, authored: JsonObject, item?: Json): JsonObject {
  if (!hasTemplate(authored)) return authored;
  const filled = resolveTemplates(authored, scopeOf(run, node, item));
  return isObject(filled) ? filled : {};
}

/** A call with what its `expect` names of the run and of the present `forEach` item put beside it. */
export function inRunScope(run: Run, node: PlanNode, phase: CallPhase, item?: Json): CallPhase {
  if (phase.expect === undefined) return phase;
  const names = topNamesOf(phase.expect);
  const known: Record<string, Json> = {};
  if (names.includes('steps') || names.includes('run')) {
    const scope = scopeOf(run, node);
    for (const name of ['steps', 'run']) {
      const value = scope[name];
      if (names.includes(name) && value !== undefined) known[name] = value;
    }
  }
  if (item !== undefined && names.includes('item')) known['item'] = item;
  return Object.keys(known).length === 0
    ? phase
    : { ...phase, scope: { ...phase.scope, ...known } };
}

function topNamesOf(text: string): readonly string[] {
  return referencesOf(parseExpression(text)).map(({ path }) => path[0] ?? '');
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasTemplate(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${{');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member: Json) => hasTemplate(member));
}
