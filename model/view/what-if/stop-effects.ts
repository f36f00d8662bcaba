import type { PlanNode } from '../../plan/plan';
import type { NodeFacts } from '../node-facts';
import type { Effect, Outcome } from './effect';
import { argumentsText, atWork, counted, targetText, type World } from './world';

/** What a stop would call off, and what it leaves as it is. */
export function stopEffects(world: World): Outcome {
  const cancelled = cancelEffects(world);
  const { status } = world.facts;
  return {
    summary: `Within 2 seconds no new call goes out, and ${counted(cancelled.length, 'call')} under way would be cancelled. Nothing is put back; \`resume\`, \`undo\` or \`abort\` follow.`,
    refused: status === 'stopped' ? 'it is stopped already' : null,
    effects: [...cancelled, ...servingEffects(world), ...openEffects(world)],
  };
}

/** Calls under way, each with what becomes of its target. */
export function cancelEffects(world: World): readonly Effect[] {
  return atWork(world).flatMap(({ node, phase, facts }): readonly Effect[] => {
    const base = { does: 'cancel', node: node.id } as const;
    if (phase.type === 'pause') return [];
    if (phase.type === 'slice') return [{ ...base, ...sliceCancelled(world, node, facts) }];
    const target = targetText(world, phase.uses, phase.with, node.id);
    if (phase.effect === 'read')
      return [
        {
          ...base,
          target: node.service === undefined ? target : `service ${node.service}`,
          effect: `${phase.uses} is not read any more`,
        },
      ];
    const call = argumentsText(phase.uses, phase.with);
    const doubt =
      phase.effect === 'idempotent'
        ? 'it may have been taken already, and is sent again on `resume`'
        : 'its outcome will be unknown, and the step is held for a person to say';
    return [{ ...base, target, effect: `${call}: ${doubt}` }];
  });
}

function sliceCancelled(
  world: World,
  node: PlanNode,
  facts: NodeFacts,
): Pick<Effect, 'target' | 'effect'> {
  if (node.kind === 'energise')
    return {
      target: node.id,
      effect: 'it is not closed, unless it has been by now; it is not opened',
    };
  const part = world.view.steps.flatMap((step) => step.parts).find((one) => one.id === node.id);
  const total = node.servers ?? numberOf(part?.progress?.['total']);
  const started = numberOf(part?.progress?.['started'] ?? facts.counts?.['started']);
  return {
    target: counted(total, 'server'),
    effect: `${String(Math.max(total - started, 0))} that were not started stay off, ${String(started)} that were started stay on`,
  };
}

/** Services that keep what traffic they have. */
export function servingEffects(
  world: World,
  except: ReadonlySet<string> = new Set(),
): readonly Effect[] {
  return [...world.serving].flatMap(([service, share]) =>
    except.has(service)
      ? []
      : [
          {
            does: 'leave',
            node: `service ${service}`,
            target: `service ${service}`,
            effect: `keeps ${String(share)}% of its traffic`,
          } as const,
        ],
  );
}

function openEffects(world: World): readonly Effect[] {
  return world.view.waiting.map(({ node }) => ({
    does: 'leave',
    node,
    target: node,
    effect: 'its question stays open',
  }));
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
