import { z } from 'zod';
import { durationMs } from '../../model/duration';
import { Duration } from '../../model/schema/scalars';
import type { ConnectorCall } from '../define-connector';

/** Inputs that the HTTP connectors share. */
export const httpInput = {
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .describe('Address, of an object or endpoint of the inventory.'),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name'), z.string())
    .default({})
    .describe('Headers sent; a value may be a `secret://` reference.'),
  timeout: Duration.default('10s').describe(
    'Time until the whole answer is in; never divided by speed.',
  ),
};

/** Status codes that count as good: one, several, or by default 200 to 299. */
export const expectedStatus = z
  .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)])
  .optional()
  .describe('Status, or list of them, that counts as good; by default 200 to 299.');

export function isExpected(status: number, expected: z.infer<typeof expectedStatus>): boolean {
  if (expected === undefined) return status >= 200 && status <= 299;
  return typeof expected === 'number' ? status === expected : expected.includes(status);
}

/** Most characters of a body that an output carries. */
export const BODY_CHARACTERS = 2000;

/** What both connectors hand to the port; secrets are resolved here. */
export async function httpBasics(
  call: Pick<
    ConnectorCall<{ url: string; headers: Readonly<Record<string, string>>; timeout: string }>,
    'input' | 'ports'
  >,
): Promise<{ url: string; headers: Record<string, string>; timeoutMs: number }> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.input.headers))
    headers[name.toLowerCase()] = await call.ports.secrets.resolve(value);
  return { url: call.input.url, headers, timeoutMs: durationMs(call.input.timeout) };
}
