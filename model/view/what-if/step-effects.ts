import { durationText } from '../../duration';
import type { PlanNode } from '../../plan/plan';
import type { Effect, Outcome, WhatIfAsked } from './effect';
import {
  atWork,
  argumentsText,
  counted,
  isOver,
  nodeFacts,
  phaseNow,
  targetText,
  wouldStart,
  type World,
} from './world';

/** What a pause would keep from starting, and what goes on. */
export function pauseEffects(world: World): Outcome {
  const { status } = world.facts;
  const going = atWork(world).map(({ node }) => goesOn(node, 'goes on to the end of its phase'));
  const kept = readyNow(world).map((node) =>
    effect('hold', node, 'would be next, and is not started'),
  );
  return {
    summary: 'Nothing new would start; calls under way end, and questions stay open.',
    refused: status === 'paused' || status === 'stopped' ? `it is ${status} already` : null,
    effects: [...going, ...kept],
  };
}

/** What a resume of the run, or of a feed that tripped, would set going. */
export function resumeEffects(world: World, feed: string | undefined): Outcome {
  if (feed !== undefined) return resumeFeedEffects(world, feed);
  const { status } = world.facts;
  const again = atWork(world).map(({ node }) => goesOn(node, 'is taken up where it was'));
  const next = readyNow(world).map((node) => effect('start', node, `${node.kind} starts`));
  return {
    summary: `${counted(again.length + next.length, 'step')} would go on at once.`,
    refused:
      status === 'paused' || status === 'stopped' ? null : `it is ${status}, not paused or stopped`,
    effects: [...again, ...next],
  };
}

function resumeFeedEffects(world: World, feed: string): Outcome {
  const found = world.view.feeds.find((one) => one.id === feed);
  const place = world.plan.manifest.feeds?.[feed];
  const held = [...(place?.sections ?? []), ...(place?.waves ?? [])].flatMap((index) => {
    const node = world.byIndex.get(index);
    const facts = node === undefined ? undefined : nodeFacts(world, node);
    return node !== undefined && facts?.error?.code === 'FEED_TRIPPED' ? [node] : [];
  });
  const missing = (found?.trip?.needs ?? []).filter((need) => need !== 'cause');
  return {
    summary: `${counted(held.length, 'step')} of ${feed} would go on: all is read before anything is sent, and what is off is started once.`,
    refused:
      found?.trip === null || found === undefined
        ? `feed '${feed}' has not tripped`
        : missing.length > 0
          ? `it still needs ${missing.join('; ')}`
          : null,
    effects: held.map((node) =>
      effect(
        'start',
        node,
        node.kind === 'energise'
          ? 'its section is read, and closed if it is open and permits cover that'
          : 'every server is read, and those that are off are started',
      ),
    ),
  };
}

/** What a retry would send again, and what waits for it. */
export function retryEffects(world: World, step: string): Outcome {
  const nodes = meant(world, step, ['held', 'denied', 'undone']);
  return {
    summary: `${counted(nodes.length, 'step')} would be tried again.`,
    refused: stuckRefusal(world, step, nodes),
    effects: nodes.flatMap((node) => [
      effect('start', node, againText(world, node), targetOf(world, node)),
      ...freed(world, node, 'starts if that ends well'),
    ]),
  };
}

/** What a skip would leave undone, and what would start without it. */
export function skipEffects(world: World, step: string): Outcome {
  const nodes = meant(world, step, ['held', 'denied', 'undone', 'waiting']);
  const [only] = nodes;
  const isGate = only?.work.type === 'power';
  return {
    summary: `${counted(nodes.length, 'step')} would be left as it is, and what needs it goes on without.`,
    refused: isGate ? `'${only.id}' is a power gate` : stuckRefusal(world, step, nodes),
    effects: nodes.flatMap((node) => [
      effect(
        'leave',
        node,
        node.work.type === 'approval'
          ? `needs the ${counted(node.work.approvers.quorum, 'signature')} of its own quorum to be skipped`
          : 'is not done; what it changed so far stays',
        targetOf(world, node),
      ),
      ...freed(world, node, 'starts without it'),
    ]),
  };
}

/** What would go on without an interlock, and for how long. */
export function waiveEffects(world: World, step: string, asked: WhatIfAsked): Outcome {
  const { feed = '', interlock = '', forMs = 0 } = asked;
  const gate = world.byId.get(step);
  const work = gate?.work.type === 'power' ? gate.work : undefined;
  const open = world.view.waivers.find(
    (one) => one.feed === feed && one.interlock === interlock && one.status === 'asked',
  );
  const place = world.plan.manifest.feeds?.[feed];
  const nodes = [...(place?.sections ?? []), ...(place?.waves ?? [])].flatMap((index) => {
    const node = world.byIndex.get(index);
    return node === undefined || isOver(world, node) ? [] : [node];
  });
  return {
    summary: `For ${durationText(forMs)} ${interlock} of ${feed} would not count, once two people have signed.`,
    refused:
      work === undefined
        ? `'${step}' is no power gate`
        : work.interlocks?.includes(interlock) === false
          ? `'${step}' has no interlock '${interlock}', but ${work.interlocks.join(', ')}`
          : gate?.feed !== feed
            ? `'${step}' is the gate of ${gate?.feed ?? 'no feed'}, not of ${feed}`
            : null,
    effects: [
      {
        does: 'ask',
        node: step,
        target: step,
        effect:
          open === undefined
            ? `a second person within 30 minutes, one of the two in a role that may waive; the other may be ${work?.signOff.roles.join(' or ') ?? ''}`
            : `this would be the second signature, after ${open.by.map((one) => one.person).join(', ')}`,
      },
      ...nodes.map((node) => effect('go-on', node, `is done without reading ${interlock}`)),
    ],
  };
}

function meant(world: World, step: string, statuses: readonly string[]): readonly PlanNode[] {
  const fits = (node: PlanNode): boolean => statuses.includes(nodeFacts(world, node).status);
  const exact = world.byId.get(step);
  if (exact !== undefined && fits(exact)) return [exact];
  return world.plan.nodes.filter((node) => node.step === step && fits(node));
}

function stuckRefusal(world: World, step: string, nodes: readonly PlanNode[]): string | null {
  const [first] = nodes;
  if (first === undefined) {
    const status = world.view.steps.find((one) => one.id === step)?.status;
    return status === undefined ? `there is no step '${step}'` : `'${step}' is ${status}`;
  }
  const code = nodeFacts(world, first).error?.code;
  return code === 'FEED_TRIPPED'
    ? `'${first.id}' stands on a feed that tripped: \`resume --feed\` takes it up again`
    : null;
}

function againText(world: World, node: PlanNode): string {
  const facts = nodeFacts(world, node);
  if (node.work.type !== 'phases') return 'its question is asked again';
  const phase = phaseNow(node, facts);
  if (phase === undefined) return 'it ends';
  if (phase.type === 'slice')
    return `attempt ${String(facts.attempt + 1)}: every target is read, and only what is not done is done`;
  return phase.type === 'call'
    ? `attempt ${String(facts.attempt + 1)} begins at ${phase.id}: ${argumentsText(phase.uses, phase.with)}`
    : `attempt ${String(facts.attempt + 1)} begins at ${phase.id}`;
}

function targetOf(world: World, node: PlanNode): string {
  const phase = phaseNow(node, nodeFacts(world, node));
  if (phase?.type === 'call') return targetText(world, phase.uses, phase.with, node.id);
  return node.servers === undefined ? node.id : counted(node.servers, 'server');
}

/** Steps that would start next, were a node over. */
function freed(world: World, node: PlanNode, text: string): readonly Effect[] {
  return (world.dependants.get(node.index) ?? [])
    .filter((next) => next.work.type !== 'join' && wouldStart(world, next, node))
    .map((next) => effect('start', next, text));
}

/** Steps that nothing but the state of the run keeps from starting. */
function readyNow(world: World): readonly PlanNode[] {
  return world.plan.nodes.filter(
    (node) => node.work.type !== 'join' && wouldStart(world, node, node),
  );
}

function goesOn(node: PlanNode, text: string): Effect {
  return effect('go-on', node, text);
}

function effect(does: Effect['does'], node: PlanNode, text: string, target = node.id): Effect {
  return { does, node: node.id, target, effect: text };
}
