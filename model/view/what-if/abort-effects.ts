import { evaluate, parseExpression } from '../../expression/evaluate';
import { resolveTemplates } from '../../expression/template';
import { isJsonObject, type Json, type JsonObject } from '../../json';
import type { MakeSafe, Phase } from '../../plan/plan';
import { cancelEffects, servingEffects } from './stop-effects';
import type { Effect, Outcome } from './effect';
import { argumentsText, counted, targetText, type World } from './world';

/** What an abort would call off, each call of make-safe with its target, and what is left as it is. */
export function abortEffects(world: World): Outcome {
  const cancelled = cancelEffects(world);
  const calls = world.plan.makeSafe.flatMap((step) => stepEffects(world, step));
  const quiet = new Set(
    calls.flatMap(({ target, effect }) =>
      / weight 0$/.test(effect) ? [target.replace(/^service /, '')] : [],
    ),
  );
  const up = world.view.feeds.reduce((sum, feed) => sum + feed.servers.up, 0);
  const stays: readonly Effect[] =
    up === 0
      ? []
      : [
          {
            does: 'leave',
            node: 'servers',
            target: 'servers',
            effect: 'those that are on stay on: make-safe powers off nothing that serves',
          },
        ];
  const asked: readonly Effect[] = world.view.waiting.map(({ node }) => ({
    does: 'cancel',
    node,
    target: node,
    effect: 'its question is withdrawn',
  }));
  return {
    summary: `${counted(cancelled.length, 'call')} under way would be cancelled, ${calls.length === 0 ? 'and make-safe has nothing to do' : `then ${counted(calls.length, 'call')} of make-safe go out, past every failure, and cannot be stopped`}. The recovery ends \`aborted\`, or \`unsafe\` with what is left.`,
    refused: null,
    effects: [...cancelled, ...asked, ...calls, ...servingEffects(world, quiet), ...stays],
  };
}

function stepEffects(world: World, step: MakeSafe['steps'][number]): readonly Effect[] {
  const { forEach, phases } = step.work;
  const node = `make-safe/${step.id}`;
  if (forEach === undefined) return phases.map((phase) => phaseEffect(world, node, phase));
  const items = itemsOf(world, forEach);
  if (items === undefined) {
    const effect = `${forEach} cannot be worked out from the record`;
    return [{ does: 'cannot', node, target: node, effect }];
  }
  return items.flatMap((item) => phases.map((phase) => phaseEffect(world, node, phase, item)));
}

function phaseEffect(world: World, node: string, phase: Phase, item?: Json): Effect {
  if (phase.type !== 'call') return { does: 'call', node, target: node, effect: phase.type };
  const input = filled(world, phase.with, item);
  if (input === undefined)
    return {
      does: 'cannot',
      node,
      target: node,
      effect: `${phase.uses}: what it says cannot be worked out from the record`,
    };
  const target = targetText(world, phase.uses, input, node);
  return { does: 'call', node, target, effect: argumentsText(phase.uses, input) };
}

function itemsOf(world: World, text: string): readonly Json[] | undefined {
  try {
    const list = evaluate(parseExpression(text), scopeOf(world));
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

function filled(world: World, input: JsonObject, item: Json | undefined): JsonObject | undefined {
  try {
    const found = resolveTemplates(input, scopeOf(world, item));
    return isJsonObject(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What the run would know; outputs of steps stand in its own state only. */
function scopeOf({ view, plan }: World, item?: Json): JsonObject {
  const { manifest } = plan;
  const enabled = new Set(
    view.services.filter(({ status }) => status === 'enabled').map(({ id }) => id),
  );
  return {
    inputs: manifest.inputs,
    site: manifest.scope?.site ?? { id: manifest.sites[0] ?? '' },
    plan: manifest.scope?.plan ?? {
      serverCount: manifest.serverCount,
      serviceCount: manifest.services.length,
      environment: manifest.environment,
    },
    run: {
      id: view.id,
      mode: view.mode,
      startedAt: view.startedAt,
      summary: `${view.title}: aborted`,
      notYetEnabled: manifest.services.filter((service) => !enabled.has(service)),
    },
    steps: {},
    ...(item === undefined ? {} : { item }),
  };
}
