import { SERVICE_TYPE } from '../expression/scope-type';
import type { JsonObject } from '../json';
import { checkCall, connectorOf } from './check-call';
import { at, type Context, type Spot } from './context';

interface Call {
  readonly uses: string;
  readonly with: JsonObject;
  readonly expect?: string | undefined;
}

/** Whether the checks and channels that an inventory names are calls that can be made. */
export function checkInventoryCalls(context: Context): void {
  const { inventory } = context.files;
  const { value } = inventory;
  const top: Spot = { file: inventory, path: [], sealed: true };
  value.services.forEach((service, i) => {
    const spot: Spot = { ...top, path: ['services', i], types: { service: SERVICE_TYPE } };
    mustRead(context, at(spot, 'health'), service.health);
    if (service.data !== undefined) mustRead(context, at(spot, 'data'), service.data);
    if (service.saturation !== undefined)
      mustRead(context, at(spot, 'saturation'), service.saturation);
  });
  value.equipment.forEach((one, i) => {
    mustRead(context, at(top, 'equipment', i, 'health'), one.health);
  });
  value.channels.forEach((channel, i) => {
    const spot = at(top, 'channels', i);
    const connector = connectorOf(context, channel.uses);
    if (connector !== undefined && channel.uses.startsWith('notify.')) return;
    context.findings.add(
      'USES_UNKNOWN',
      inventory,
      [...spot.path, 'uses'],
      `channel '${channel.id}' uses '${channel.uses}', which is no notify connector`,
    );
  });
}

function mustRead(context: Context, spot: Spot, call: Call): void {
  if (!checkCall(context, spot, call)) return;
  const effect = connectorOf(context, call.uses)?.effect;
  if (effect === 'read') return;
  context.findings.add(
    'STEP_UNUSABLE',
    spot.file,
    [...spot.path, 'uses'],
    `'${call.uses}' is ${effect ?? 'unknown'}; a check may only read`,
  );
}
