import { z } from 'zod';
import { defineConnector } from '../../define-connector';
import { cut, parseJson } from '../http-answer';
import { BODY_CHARACTERS, expectedStatus, httpBasics, httpInput, isExpected } from '../http-input';

/** Reads a URL; a status that is not expected is an answer, no error. */
export const httpCheck = defineConnector({
  uses: 'http.check',
  summary: 'Reads a URL and says whether its status is good.',
  effect: 'read',
  needs: [],
  input: z.strictObject({ ...httpInput, status: expectedStatus }),
  output: z.object({
    ok: z.boolean().describe('Whether the status is one of those expected.'),
    status: z.int().describe('HTTP status.'),
    body: z.string().describe('Beginning of the body, at most 2,000 characters.'),
    json: z.unknown().optional().describe('The whole body, where it is JSON.'),
  }),
  examples: [
    {
      with: { url: 'http://talk.pangyo.example/health' },
      gives: { ok: true, status: 200, body: '{"healthy":true}', json: { healthy: true } },
    },
    {
      with: { url: 'http://mail-app.pangyo.example/health' },
      gives: { ok: false, status: 503, body: 'starting' },
    },
  ],
  targets: ({ url }) => [{ kind: 'address', address: url }],
  async run(call) {
    const answer = await call.ports.http.request(await httpBasics(call), call.signal);
    const json = parseJson(answer.body);
    return {
      ok: isExpected(answer.status, call.input.status),
      status: answer.status,
      body: cut(answer.body, BODY_CHARACTERS),
      ...(json === undefined ? {} : { json }),
    };
  },
});
