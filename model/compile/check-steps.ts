import { closest } from '../closest';
import { FEED_TYPE, SERVER_TYPE, type ScopeType } from '../expression/scope-type';
import type { JsonObject } from '../json';
import type { Approvers } from '../schema/step-parts';
import type { Step } from '../schema/steps';
import { durationMs } from '../duration';
import { checkCall, checkReading, connectorOf, effectOf, sealed } from './check-call';
import { checkForm, checkPower, checkRamp } from './check-gate-steps';
import { checkAssignee, checkApprovers, checkRoles } from './check-people';
import { at, checkedExpression, checkedTemplates, type Context, type Spot } from './context';
import type { PlacedStep } from './step-tree';

const ANY: ScopeType = { kind: 'any' };

/** Texts of an approval that may hold templates; they are filled in at compile. */
const TEXTS = ['recommend', 'ifYes', 'ifNo', 'harm'] as const;

/** Looks through one step without planning it; false where it cannot be planned. */
export function checkStep(context: Context, placed: PlacedStep): boolean {
  const { step, path } = placed;
  const spot: Spot = { file: context.files.runbook, path, step: step.id };
  const good = [
    checkedTemplates(context, at(spot, 'title'), step.title ?? ''),
    step.when === undefined || checkedExpression(context, at(spot, 'when'), step.when, 'bool'),
    checkKind(context, spot, placed),
  ];
  return good.every(Boolean);
}

function checkKind(context: Context, spot: Spot, placed: PlacedStep): boolean {
  const { step } = placed;
  switch (step.kind) {
    case 'action':
      return checkAction(context, spot, step);
    case 'check':
      return checkCheck(context, spot, step);
    case 'approval': {
      const texts = TEXTS.map((key) =>
        checkedTemplates(context, { ...at(spot, key), sealed: true }, step[key] ?? ''),
      );
      const upTo = checkedTemplates(context, at(spot, 'upTo', 'servers'), step.upTo?.servers ?? 0);
      const roles = checkRoles(
        context,
        at(spot, 'onExpiry', 'escalateTo'),
        step.onExpiry.escalateTo,
      );
      return [
        ...texts,
        upTo,
        roles,
        approvers(context, at(spot, 'approvers'), step.approvers),
      ].every(Boolean);
    }
    case 'manual':
      return [
        checkForm(context, at(spot, 'form'), step.form),
        checkAssignee(context, at(spot, 'assignee'), step.assignee),
      ].every(Boolean);
    case 'power':
      return checkPower(context, spot, placed, step);
    case 'energise':
      return (
        checkedTemplates(context, at(spot, 'feeds', 'site'), step.feeds.site) &&
        (step.close === 'manual' ||
          checkCall(context, sealed(at(spot, 'close'), { feed: FEED_TYPE }), step.close))
      );
    case 'restore':
      return checkRestore(context, spot, step);
    case 'enable':
      return [
        checkRamp(context, at(spot, 'ramp'), step.ramp),
        step.services === 'all' ||
          checkNames(context, at(spot, 'services'), 'service', step.services, [
            ...context.site.services.keys(),
          ]),
        step.approval === undefined ||
          [
            checkRoles(
              context,
              at(spot, 'approval', 'onExpiry', 'escalateTo'),
              step.approval.onExpiry.escalateTo,
            ),
            approvers(context, at(spot, 'approval', 'approvers'), step.approval.approvers),
          ].every(Boolean),
      ].every(Boolean);
    case 'notify': {
      const channels = context.files.inventory.value.channels.map((one) => one.id);
      return [
        checkedTemplates(context, at(spot, 'message'), step.message),
        checkNames(context, at(spot, 'channels'), 'channel', step.channels, channels),
      ].every(Boolean);
    }
    case 'wait':
    case 'group':
      return true;
  }
}

/** Whether every name of a list is one that is known. */
function checkNames(
  context: Context,
  spot: Spot,
  what: string,
  names: readonly string[],
  known: readonly string[],
): boolean {
  names.forEach((name, i) => {
    if (known.includes(name)) return;
    const near = closest(name, known);
    context.findings.add(
      'REFERENCE_UNKNOWN',
      spot.file,
      [...spot.path, i],
      `there is no ${what} '${name}'`,
      near === undefined ? {} : { fix: `Did you mean '${near}'?` },
    );
  });
  return names.every((name) => known.includes(name));
}

function approvers(context: Context, spot: Spot, rule: Approvers): boolean {
  return checkApprovers(context, spot, rule);
}

function checkAction(
  context: Context,
  spot: Spot,
  step: Extract<Step, { kind: 'action' }>,
): boolean {
  const types: Record<string, ScopeType> = step.forEach === undefined ? {} : { item: ANY };
  const inner: Spot = { ...spot, types };
  const call = checkCall(context, inner, step);
  const list =
    step.forEach === undefined ||
    checkedExpression(context, at(spot, 'forEach'), step.forEach, 'list');
  const connector = connectorOf(context, step.uses);
  if (connector === undefined) return false;
  if (step.effect !== undefined && !connector.effectByStep && step.effect !== connector.effect) {
    context.findings.add(
      'EFFECT_NOT_OPEN',
      spot.file,
      [...spot.path, 'effect'],
      `'${step.uses}' is ${connector.effect}, whatever the step says`,
    );
    return false;
  }
  const effect = effectOf(connector, step.effect);
  if (step.retry !== undefined && (effect === 'once' || effect === 'irreversible')) {
    context.findings.add(
      'RETRY_ON_ONCE',
      spot.file,
      [...spot.path, 'retry'],
      `'${step.id}' calls ${step.uses}, which is '${effect}', and has a retry`,
      { part: 'key' },
    );
    return false;
  }
  return call && list;
}

function checkCheck(context: Context, spot: Spot, step: Extract<Step, { kind: 'check' }>): boolean {
  const reads = step.uses !== undefined || step.expect !== undefined || hasKeys(step.with);
  if (reads === (step.equipment !== undefined)) {
    context.findings.add(
      'STEP_UNUSABLE',
      spot.file,
      spot.path,
      `'${step.id}' must say either what it uses or which equipment it checks`,
    );
    return false;
  }
  if (step.for !== undefined && durationMs(step.for) > durationMs(step.within)) {
    context.findings.add(
      'RANGE_INVALID',
      spot.file,
      [...spot.path, 'for'],
      `it cannot stay true for ${step.for} within ${step.within}`,
      { fix: 'Let `within` be longer than `for`.' },
    );
    return false;
  }
  if (step.uses === undefined) return step.equipment !== undefined;
  return checkReading(context, spot, { uses: step.uses, with: step.with, expect: step.expect });
}

function hasKeys(value: JsonObject): boolean {
  return Object.keys(value).length > 0;
}

function checkRestore(
  context: Context,
  spot: Spot,
  step: Extract<Step, { kind: 'restore' }>,
): boolean {
  const types = { server: SERVER_TYPE };
  const good = [
    checkedExpression(context, sealed(at(spot, 'select'), types), step.select, 'bool'),
    checkCall(context, sealed(at(spot, 'start'), types), step.start),
    checkReading(context, sealed(at(spot, 'ready'), types), step.ready),
  ];
  return good.every(Boolean);
}
