import { isJsonObject } from '../../model/json';
import type { HttpCall, HttpReply } from './virtual-hosts';

/** A Redfish error answer. */
export function redfishError(status: number, message: string, id = 'GeneralError'): HttpReply {
  return {
    status,
    body: { error: { code: `Base.1.18.${id}`, message } },
    headers: { 'odata-version': '4.0' },
  };
}

/** A Redfish resource. */
export function resource(body: Readonly<Record<string, unknown>>): HttpReply {
  return { status: 200, body, headers: { 'odata-version': '4.0' } };
}

/** What a call sends under a name, where it is one of `known`; else the error that says so. */
export function chosen<T extends string>(
  call: HttpCall,
  name: string,
  known: readonly T[],
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reply: HttpReply } {
  let body: unknown;
  try {
    body = JSON.parse(call.body);
  } catch {
    return { ok: false, reply: redfishError(400, 'The body is no JSON.', 'MalformedJSON') };
  }
  const given = isJsonObject(body) ? body[name] : undefined;
  const value = known.find((one) => one === given);
  if (value !== undefined) return { ok: true, value };
  const shown = given === undefined ? 'missing' : JSON.stringify(given);
  return {
    ok: false,
    reply: redfishError(
      400,
      `${name} is ${shown}, not one of ${known.join(', ')}.`,
      'ActionParameterValueNotInList',
    ),
  };
}
