import createClient from 'openapi-fetch';
import type { paths } from './schema';
import { asProblem, ProblemError } from './problem';

/** Longest that a reading may take before it counts as lost, ms. */
const TIMEOUT_MS = 15_000;

/** The API, with the types of its own document. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  // No form and no other page can send it.
  headers: { 'x-blackstart': '1' },
  fetch: (request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) }),
});

/** What was answered; throws the problem that it tells of. */
export async function answered<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok && data !== undefined) return data;
  throw new ProblemError(asProblem(error, response.status));
}
