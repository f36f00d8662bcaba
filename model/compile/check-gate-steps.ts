import { evaluate, parseExpression } from '../expression/evaluate';
import { FEED_TYPE } from '../expression/scope-type';
import type { FormField } from '../schema/step-parts';
import type { Step } from '../schema/steps';
import { checkApprovers } from './check-people';
import { checkReading, sealed } from './check-call';
import { at, checkedExpression, checkedTemplates, type Context, type Spot } from './context';
import { groupsOf, type PlacedStep } from './step-tree';

/** Looks through a power gate, and for what around it would let it be passed. */
export function checkPower(
  context: Context,
  spot: Spot,
  placed: PlacedStep,
  step: Extract<Step, { kind: 'power' }>,
): boolean {
  let good = checkedTemplates(context, at(spot, 'feeds', 'site'), step.feeds.site);
  good =
    checkedTemplates(context, at(spot, 'locks', 'register'), step.locks?.register ?? '') && good;
  good = checkApprovers(context, at(spot, 'signOff'), step.signOff) && good;
  for (const one of [step, ...groupsOf(context.tree, placed)])
    good = checkWeak(context, step, one) && good;
  step.interlock.forEach((interlock, i) => {
    const here = sealed(at(spot, 'interlock', i), { feed: FEED_TYPE });
    good = checkReading(context, here, interlock) && good;
    if (interlock.unless !== undefined)
      good = checkedExpression(context, at(here, 'unless'), interlock.unless, 'bool') && good;
  });
  step.permit.forEach((permit, i) => {
    good = checkRange(context, at(spot, 'permit', i), permit) && good;
  });
  uniqueIds(context, at(spot, 'permit'), step.permit);
  uniqueIds(context, at(spot, 'interlock'), step.interlock);
  return good;
}

function uniqueIds(context: Context, spot: Spot, list: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  list.forEach((entry, i) => {
    if (seen.has(entry.id))
      context.findings.add(
        'DUPLICATE_ID',
        spot.file,
        [...spot.path, i, 'id'],
        `'${entry.id}' stands twice`,
      );
    seen.add(entry.id);
  });
}

/** `when`, `drill` and `onFailure: continue` on a power gate or on a group around it. */
function checkWeak(context: Context, gate: Step, step: Step): boolean {
  const path = context.tree.byId.get(step.id)?.path ?? [];
  const weak = {
    when: step.when !== undefined,
    drill: step.drill !== 'run',
    onFailure: step.onFailure === 'continue',
  };
  const keys = (['when', 'drill', 'onFailure'] as const).filter((key) => weak[key]);
  for (const key of keys)
    context.findings.add(
      'GATE_WEAKENED',
      context.files.runbook,
      [...path, key],
      step === gate
        ? `the power gate '${gate.id}' says ${key}: ${String(step[key])}, which would let it be passed`
        : `the group '${step.id}' says ${key}: ${String(step[key])}, which would let the power gate '${gate.id}' in it be passed`,
      { part: 'key' },
    );
  return keys.length === 0;
}

/** Whether a range has anything in it. */
function checkRange(
  context: Context,
  spot: Spot,
  range: { readonly min?: number | undefined; readonly max?: number | undefined },
): boolean {
  if (range.min === undefined || range.max === undefined || range.min <= range.max) return true;
  context.findings.add(
    'RANGE_INVALID',
    spot.file,
    [...spot.path, 'min'],
    `min ${String(range.min)} is greater than max ${String(range.max)}`,
    { fix: 'Give the smaller number as min.' },
  );
  return false;
}

/** Whether the fields of a form can be answered. */
export function checkForm(
  context: Context,
  spot: Spot,
  form: Readonly<Record<string, FormField>>,
): boolean {
  return Object.entries(form)
    .map(([name, field]) => {
      const here = at(spot, name);
      return [
        checkRange(context, here, field),
        field.type !== 'enum' || field.values !== undefined || noValues(context, here, name),
        checkPattern(context, at(here, 'pattern'), field.pattern),
      ].every(Boolean);
    })
    .every(Boolean);
}

function noValues(context: Context, spot: Spot, name: string): false {
  context.findings.add(
    'KEY_MISSING',
    spot.file,
    spot.path,
    `'values' is missing of '${name}', an enum`,
    {
      fix: "Add 'values: [...]'.",
    },
  );
  return false;
}

/** Whether a pattern is a regular expression that CEL can match (RE2). */
export function checkPattern(context: Context, spot: Spot, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  try {
    evaluate(parseExpression('text.matches(pattern)'), { text: '', pattern: `^(?:${pattern})$` });
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.findings.add(
      'VALUE_INVALID',
      spot.file,
      spot.path,
      `'${pattern}' is no pattern: ${message}`,
      {
        fix: 'Write a regular expression of RE2: no look-around, no back-references.',
      },
    );
    return false;
  }
}

/** Whether each share of a ramp is greater than the one before. */
export function checkRamp(context: Context, spot: Spot, ramp: readonly string[]): boolean {
  const shares = ramp.map((share) => Number(share.replace('%', '')));
  const at = shares.findIndex((share, i) => i > 0 && share <= (shares[i - 1] ?? 0));
  if (at < 0) return true;
  context.findings.add(
    'RANGE_INVALID',
    spot.file,
    [...spot.path, at],
    `a ramp only rises, and ${ramp[at] ?? ''} comes after ${ramp[at - 1] ?? ''}`,
    { fix: 'Write the shares in rising order.' },
  );
  return false;
}
