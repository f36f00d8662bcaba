import { evaluate, parseExpression } from '../expression/evaluate';
import { resolveTemplates } from '../expression/template';
import type { Json, JsonObject } from '../json';
import type { PlanNode } from '../plan/plan';
import { isoTime, type Run } from './run';

/** What the expressions of a node may name in the run, beside what compile resolved. */
export function scopeOf(run: Run, node: PlanNode, item?: Json): JsonObject {
  const { header } = run.state;
  const steps: Record<string, Json> = {};
  for (const [step, output] of Object.entries(run.state.outputs)) steps[step] = { output };
  const services = run.manifest.services;
  return {
    inputs: run.manifest.inputs,
    site: { id: run.manifest.sites[0] ?? '' },
    plan: {
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
export function summaryOf(run: Run): string {
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

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasTemplate(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${{');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member: Json) => hasTemplate(member));
}
