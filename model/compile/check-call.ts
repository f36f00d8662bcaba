import { closest } from '../closest';
import { ERRORS } from '../errors';
import type { ScopeType } from '../expression/scope-type';
import type { JsonObject } from '../json';
import type { Effect } from '../plan/plan';
import type { ConnectorInfo } from './connector-info';
import { at, checkedExpression, checkedTemplates, type Context, type Spot } from './context';

export interface Call {
  readonly uses: string;
  readonly with: JsonObject;
  readonly expect?: string | undefined;
}

/** Whether a connector is there, its input fits, and its expressions hold. */
export function checkCall(context: Context, spot: Spot, call: Call): boolean {
  const connector = connectorOf(context, call.uses);
  if (connector === undefined) {
    const near = closest(call.uses, Object.keys(context.connectors));
    context.findings.add(
      'USES_UNKNOWN',
      spot.file,
      [...spot.path, 'uses'],
      `there is no connector '${call.uses}'`,
      near === undefined ? {} : { fix: `Did you mean '${near}'?` },
    );
    return false;
  }
  let good = checkedTemplates(context, at(spot, 'with'), call.with);
  for (const problem of connector.checkInput({
    ...fillsOf(connector, Object.keys(spot.types ?? {})),
    ...call.with,
  })) {
    context.findings.add(
      'WITH_INVALID',
      spot.file,
      [...spot.path, 'with', ...problem.path],
      `'with' of ${call.uses}: ${problem.message}`,
      { fix: problem.fix ?? ERRORS.WITH_INVALID.fix },
    );
    good = false;
  }
  if (call.expect === undefined) return good;
  const types = { ...spot.types, result: connector.outputType };
  return checkedExpression(context, { ...at(spot, 'expect'), types }, call.expect, 'bool') && good;
}

/** Inputs that a step fills in where `server`, `feed` or `service` is in scope, as templates. */
export function fillsOf(connector: ConnectorInfo, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(connector.fills)
      .filter(([, cel]) => names.includes(cel.split('.')[0] ?? ''))
      .map(([key, cel]) => [key, `\${{ ${cel} }}`]),
  );
}

export function connectorOf(context: Context, uses: string): ConnectorInfo | undefined {
  return Object.hasOwn(context.connectors, uses) ? context.connectors[uses] : undefined;
}

/** A call that may only read. */
export function checkReading(context: Context, spot: Spot, call: Call): boolean {
  if (!checkCall(context, spot, call)) return false;
  const connector = connectorOf(context, call.uses);
  if (connector?.effect === 'read') return true;
  context.findings.add(
    'STEP_UNUSABLE',
    spot.file,
    [...spot.path, 'uses'],
    `'${call.uses}' is ${connector?.effect ?? 'unknown'}; what is polled may only read`,
  );
  return false;
}

/** What repeating the call of a step does. */
export function effectOf(connector: ConnectorInfo, stated: Effect | undefined): Effect {
  return connector.effectByStep ? (stated ?? connector.effect) : connector.effect;
}

/** A place whose expressions are worked out in an activity: nothing of the run can be named there. */
export function sealed(spot: Spot, types: Readonly<Record<string, ScopeType>>): Spot {
  return { ...spot, types, sealed: true };
}
