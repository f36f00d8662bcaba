import type { Command } from 'commander';
import type { WhatIfAct, WhatIfAsked } from '../../model/view/what-if/effect';
import { aimAt } from '../../client/open-question';
import { OperationError } from '../../model/errors';
import type { RecoveryView } from '../../model/view/recovery-view';
import { whatIfLines } from '../render/what-if';
import { confirmed } from '../terminal/confirm';
import type { Shell } from '../terminal/shell';
import { jsonText } from './options';
import { say, type Saying, type SteeringOptions, type Taken } from './say';
import { meantId, stateOf, withReader } from './with-reader';

/** An act that steers, with what its effect depends on. */
export type Steering = Saying & { readonly act: WhatIfAct } & Pick<
    WhatIfAsked,
    'feed' | 'interlock' | 'forMs'
  >;

/**
 * Says what steers a recovery, or with `--what-if` only shows what it would do; undefined where nothing was sent.
 * With `asks` the effect is shown and confirmed first, on a terminal.
 */
export async function steer(
  steering: Steering,
  options: SteeringOptions & { readonly yes?: boolean },
  command: Command,
  shell: Shell,
  asks = false,
): Promise<Taken | undefined> {
  const mustShow =
    options.whatIf === true || (asks && options.yes !== true && shell.err.isTerminal);
  if (mustShow) {
    const isOn = await showEffect(steering, options, command, shell);
    if (!isOn) return undefined;
  }
  return await say(steering, options, command, shell);
}

/** Shows the effect; true where it is to be gone through with. */
async function showEffect(
  steering: Steering,
  options: SteeringOptions,
  command: Command,
  shell: Shell,
): Promise<boolean> {
  const { act, step = '', feed, interlock, forMs } = steering;
  const { foreseen } = await import('../../client/foreseen.js');
  const found = await withReader(stateOf(command), async (reader) => {
    const id = await meantId(reader, options.recovery);
    const view = await reader.view(id);
    return await foreseen(reader, id, {
      act,
      step: stepMeant(view, act, step),
      ...(feed === undefined ? {} : { feed }),
      ...(interlock === undefined ? {} : { interlock }),
      ...(forMs === undefined ? {} : { forMs }),
    });
  });
  if (options.whatIf === true) {
    if (options.format === 'json') shell.out.write(jsonText(found));
    else shell.out.lines(whatIfLines(found, shell.out.style));
    return false;
  }
  shell.err.lines(whatIfLines(found, shell.err.style).slice(0, -2));
  const answer = await confirmed(`\n${act} ${found.recovery}?`, shell);
  if (answer !== false) return true;
  shell.err.lines(['nothing was sent']);
  return false;
}

/** Acts on the whole run name no step; of others a step that the plan has. */
function stepMeant(view: RecoveryView, act: WhatIfAct, step: string): string {
  return step === '' ? '' : aimAt(view, act, step).step;
}

/** Recovery that `[id]` or `--recovery` names; a step there is refused, since the act is about the whole run. */
export async function wholeRun(
  act: string,
  id: string | undefined,
  options: SteeringOptions,
  command: Command,
): Promise<SteeringOptions> {
  if (id === undefined) return options;
  if (options.recovery !== undefined && options.recovery !== id)
    throw new OperationError('USAGE', `it names two recoveries, '${id}' and '${options.recovery}'`);
  await withReader(stateOf(command), async (reader) => {
    const rows = await reader.list();
    if (rows.some((row) => row.id.startsWith(id))) return;
    const [newest] = rows;
    if (newest === undefined) return;
    const view = await reader.view(await meantId(reader, undefined).catch(() => newest.id));
    const isStep = view.steps.some(
      (step) => step.id === id || step.parts.some((part) => part.id === id),
    );
    if (isStep)
      throw new OperationError(
        'USAGE',
        `\`${act}\` is for the whole run, and '${id}' is a step of it; leave it out`,
      );
  });
  return { ...options, recovery: id };
}
