import type { RecoveryView } from '../recovery-view';
import { abortEffects } from './abort-effects';
import { stopEffects } from './stop-effects';
import {
  pauseEffects,
  resumeEffects,
  retryEffects,
  skipEffects,
  waiveEffects,
} from './step-effects';
import { undoEffects } from './undo-effects';
import type { Outcome, WhatIf, WhatIfAsked } from './effect';
import { worldOf, type WhatIfPlan, type World } from './world';
import type { RunFacts } from '../node-facts';

/** What an act would do, target by target, from what the ledger tells and the plan says; nothing is asked of anybody. */
export function whatIf(
  asked: WhatIfAsked,
  view: RecoveryView,
  facts: RunFacts,
  plan: WhatIfPlan,
): WhatIf {
  const world = worldOf(view, facts, plan);
  const outcome =
    view.endedAt === null
      ? outcomeOf(asked, world)
      : nothing(`${view.id} has ended: ${view.status}`);
  return {
    recovery: view.id,
    act: asked.act,
    step: asked.step === '' ? null : asked.step,
    ...outcome,
  };
}

function outcomeOf(asked: WhatIfAsked, world: World): Outcome {
  const { act, step } = asked;
  if (world.facts.status === 'aborting' || world.facts.status === 'aborted')
    return nothing('it is being made safe, and nothing else goes on');
  switch (act) {
    case 'stop':
      return stopEffects(world);
    case 'abort':
      return abortEffects(world);
    case 'undo':
      return undoEffects(world, step);
    case 'pause':
      return pauseEffects(world);
    case 'resume':
      return resumeEffects(world, asked.feed);
    case 'retry':
      return retryEffects(world, step);
    case 'skip':
      return skipEffects(world, step);
    case 'waive':
      return waiveEffects(world, step, asked);
  }
}

function nothing(refused: string): Outcome {
  return { summary: 'Nothing would happen.', refused, effects: [] };
}
