import { z } from 'zod';
import { defineConnector } from '../../define-connector';
import { cut, parseJson, statusError } from '../http-answer';
import { BODY_CHARACTERS, expectedStatus, httpBasics, httpInput, isExpected } from '../http-input';

/** Sends one HTTP request. */
export const httpRequest = defineConnector({
  uses: 'http.request',
  summary: 'Sends one HTTP request; any status that is not expected is a failure.',
  effect: 'once',
  effectByStep: true,
  needs: [],
  findOut:
    'Look at the receiver for a request with this run in its `idempotency-key`, or read back what the request changes.',
  input: z.strictObject({
    ...httpInput,
    method: z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
      .default('POST')
      .describe('HTTP method.'),
    body: z
      .union([z.string(), z.record(z.string(), z.json()), z.array(z.json())])
      .optional()
      .describe('Body: text as it is (it may be a `secret://` reference), a map or list as JSON.'),
    status: expectedStatus,
  }),
  output: z.object({
    status: z.int().describe('HTTP status.'),
    body: z.string().describe('Beginning of the body, at most 2,000 characters.'),
    json: z.unknown().optional().describe('The whole body, where it is JSON.'),
  }),
  examples: [
    {
      with: {
        url: 'http://deploy.pangyo.example/v1/freeze',
        method: 'PUT',
        body: { frozen: true },
      },
      gives: { status: 200, body: '{"frozen":true}', json: { frozen: true } },
    },
  ],
  targets: ({ url }) => [{ kind: 'address', address: url }],
  async run(call) {
    const { method, body } = call.input;
    const { url, headers, timeoutMs } = await httpBasics(call);
    const text = typeof body === 'string' ? await call.ports.secrets.resolve(body) : undefined;
    const answer = await call.ports.http.request(
      {
        url,
        method,
        timeoutMs,
        headers: {
          ...(body === undefined || text !== undefined
            ? {}
            : { 'content-type': 'application/json' }),
          'idempotency-key': call.idempotencyKey,
          'x-blackstart-attempt': String(call.attempt),
          ...headers,
        },
        ...(body === undefined ? {} : { body: text ?? JSON.stringify(body) }),
      },
      call.signal,
    );
    if (!isExpected(answer.status, call.input.status))
      throw statusError(`${method} ${url}`, answer);
    const json = parseJson(answer.body);
    return {
      status: answer.status,
      body: cut(answer.body, BODY_CHARACTERS),
      ...(json === undefined ? {} : { json }),
    };
  },
});
