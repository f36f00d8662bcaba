import { closest } from '../closest';
import { ERRORS } from '../errors';
import type { JsonObject } from '../json';
import type { ConnectorInfo } from './connector-info';
import type { Context, Spot } from './context';

/**
 * Looks at the input of a call once more, when compile has filled in what it can: whether it fits the
 * connector now, and whether what it aims at is in the inventory. `spot` is that of the call.
 */
export function checkFilled(
  context: Context,
  spot: Spot,
  connector: ConnectorInfo,
  authored: JsonObject,
  input: JsonObject,
): void {
  const text = JSON.stringify(authored);
  // What stands in for an input that is not given says nothing of its real value.
  if (context.inputMode === 'placeholders' && text.includes('${{') && text.includes('inputs'))
    return;
  if (text.includes('${{')) {
    for (const problem of connector.checkInput(input))
      context.findings.add(
        'WITH_INVALID',
        spot.file,
        [...spot.path, 'with', ...problem.path],
        `'with' of ${connector.uses}, filled in: ${problem.message}`,
        { fix: problem.fix ?? ERRORS.WITH_INVALID.fix },
      );
  }
  for (const target of connector.targets(input)) {
    if (target.kind === 'address') continue;
    const { kind, id } = target;
    if (Object.hasOwn(context.targets.objects, `${kind}:${id}`)) continue;
    const known = Object.values(context.targets.objects).flatMap((object) =>
      object.kind === kind ? object.id : [],
    );
    const near = closest(id, known);
    const key = Object.keys(authored).find((name) => input[name] === id);
    context.findings.add(
      'REFERENCE_UNKNOWN',
      spot.file,
      [...spot.path, 'with', ...(key === undefined ? [] : [key])],
      `${connector.uses} aims at ${kind} '${id}', which the inventory does not have`,
      near === undefined ? {} : { fix: `Did you mean '${near}'?` },
    );
  }
}
