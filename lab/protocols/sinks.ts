import type { Lab } from '../lab';
import type { JsonObject } from '../../model/json';
import type { Mount } from './virtual-hosts';

/** Takes webhooks and writes them down. */
export function webhookSink(lab: Lab, channel: string, write: (line: JsonObject) => void): Mount {
  return (call) => {
    if (call.method !== 'POST') return { status: 405 };
    write({ at: lab.isoNow(), channel, headers: call.headers, body: call.body });
    return { status: 202 };
  };
}

/** Any other HTTP endpoint of an inventory: it answers, and what changes something is in the journal. */
export function openEndpoint(lab: Lab, id: string): Mount {
  return (call) => {
    const { method, rest } = call;
    if (method === 'GET' || method === 'HEAD')
      return { status: 200, body: { endpoint: id, ok: true } };
    lab.change(
      {
        target: `endpoint:${id}`,
        action: 'request',
        value: `${method} ${rest === '' ? '/' : rest}`,
        had: null,
        ...call.caller,
      },
      () => undefined,
    );
    return { status: 202, body: { endpoint: id, ok: true } };
  };
}
