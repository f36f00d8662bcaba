import type { z } from 'zod';
import type { ConnectorCall, ConnectorDefinition } from '../../activities/define-connector';
import type { Ports } from '../../activities/ports/ports';
import { CONNECTORS } from '../../activities/connectors/index';
import type { Json } from '../../model/json';
import type { FakeSite } from './fake-site';

type AnyCall = ConnectorCall<object>;

/** A call of a connector as the engine makes it: input parsed, targets looked up. */
export function callOf(
  definition: ConnectorDefinition,
  site: FakeSite,
  input: unknown,
  options: { ports?: Ports; signal?: AbortSignal; before?: Json; mode?: 'live' | 'drill' } = {},
): AnyCall {
  const parsed = definition.input.parse(input);
  return {
    input: parsed,
    targets: definition
      .targets(parsed)
      .flatMap((ref) => (ref.kind === 'address' ? [] : [site.target(ref)])),
    before: options.before ?? null,
    ports: options.ports ?? site.ports(),
    signal: options.signal ?? new AbortController().signal,
    mode: options.mode ?? 'live',
    idempotencyKey: 'example-1',
    attempt: 1,
  };
}

/** Runs a connector against the fake site and gives its parsed output. */
export async function runConnector<Out extends z.ZodType<object>>(
  definition: ConnectorDefinition<z.ZodType<object>, Out>,
  site: FakeSite,
  input: unknown,
  options: Parameters<typeof callOf>[3] = {},
): Promise<z.output<Out>> {
  return definition.output.parse(await definition.run(callOf(definition, site, input, options)));
}

/** Finds a connector by name, as authors do. */
export function connector(uses: string): ConnectorDefinition {
  const found = CONNECTORS.find((one) => one.uses === uses);
  if (found === undefined) throw new Error(`no connector '${uses}'`);
  return found;
}

/** Ports that never answer, but end with the signal. */
export function hangingPorts(site: FakeSite): Ports {
  const hang = <T>(signal: AbortSignal): Promise<T> =>
    new Promise((_resolve, reject) => {
      const end = () => reject(signal.reason as Error);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  return {
    ...site.ports(),
    http: { request: (_request, signal) => hang(signal) },
    tcp: { connect: (_address, _options, signal) => hang(signal) },
    mail: { send: (_mail, signal) => hang(signal) },
    exec: { run: (_command, signal) => hang(signal) },
  };
}
