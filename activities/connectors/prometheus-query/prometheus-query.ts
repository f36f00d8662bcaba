import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import type { TargetObject } from '../../../model/plan/plan';
import { defineConnector, type ConnectorCall } from '../../define-connector';
import { readJson, requireSuccess } from '../http-answer';
import { sampleAt } from '../sample-time';
import { recordOf } from '../target-record';
import { selectorsOf } from './promql-selectors';

const EndpointRecord = z.object({ id: z.string(), address: z.url({ protocol: /^https?$/ }) });

const Sample = z.tuple([z.number(), z.string()]);
const Series = z.object({ metric: z.record(z.string(), z.string()), value: Sample });
const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(Series) }),
      z.object({ resultType: z.literal('scalar'), result: Sample }),
      z.object({ resultType: z.literal('matrix'), result: z.array(z.unknown()) }),
      z.object({ resultType: z.literal('string'), result: z.unknown() }),
    ]),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

type Series = z.infer<typeof Series>;

/** How Prometheus writes a number. */
const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Reads one number from Prometheus. Anything but exactly one number is unknown. */
export const prometheusQuery = defineConnector({
  uses: 'prometheus.query',
  summary: 'Reads one number from Prometheus, with the time of the oldest sample that it rests on.',
  effect: 'read',
  needs: ['monitoring'],
  input: z.strictObject({
    query: z
      .string()
      .min(1)
      .max(4000)
      .describe('PromQL that gives exactly one series or a scalar.'),
    endpoint: z.string().default('prometheus').describe('Endpoint of the inventory.'),
  }),
  output: z.object({
    value: z.number().describe('The number.'),
    sampledAt: z
      .string()
      .optional()
      .describe(
        'When the oldest sample it rests on was taken, ISO 8601 UTC; left out where it rests on none.',
      ),
    series: z.record(z.string(), z.string()).describe('Labels of the series.'),
  }),
  examples: [
    {
      with: { query: 'max(inlet_celsius{feed="feed-a"})' },
      gives: { value: 23.5, sampledAt: '2026-01-01T00:00:00.000Z', series: {} },
    },
  ],
  targets: ({ endpoint }) => [{ kind: 'endpoint', id: endpoint }],
  async run(call) {
    const { query } = call.input;
    const { metric, value } = onlySeries(query, await instant(call, query));
    const number = numberOf(query, value[1]);
    const sampledAt = await oldestSample(call, value[0]);
    // A zero that rests on no sample, such as that of `or vector(0)`, says only that nothing was measured.
    if (number === 0 && sampledAt === undefined)
      throw unknown(query, 'gave 0, which rests on no sample');
    return { value: number, series: metric, ...(sampledAt === undefined ? {} : { sampledAt }) };
  },
});

type Call = Pick<
  ConnectorCall<{ readonly query: string }>,
  'input' | 'targets' | 'ports' | 'signal'
>;

/** When the oldest sample behind the query was taken; Prometheus itself keeps using samples for 5 minutes. */
async function oldestSample(call: Call, answeredFor: number): Promise<string | undefined> {
  const { query } = call.input;
  const now = call.ports.clock.now();
  const times: number[] = [];
  for (const selector of selectorsOf(query)) times.push(await timeOf(call, selector, answeredFor));
  return times.length === 0 ? undefined : sampleAt(query, Math.min(...times) * 1000, now);
}

/** Seconds since 1970. A service that knows no `timestamp()` is taken to stamp its answers with the sample's time. */
async function timeOf(call: Call, selector: string, answeredFor: number): Promise<number> {
  const query = `min(timestamp(${selector}))`;
  try {
    const { value } = onlySeries(query, await instant(call, query));
    return Math.min(answeredFor, numberOf(query, value[1]));
  } catch (error) {
    // Any other refusal says nothing of the sample, which may be minutes old.
    const knowsNone =
      error instanceof OperationError &&
      error.code === 'TARGET_REFUSED' &&
      /unknown function/i.test(error.message);
    if (knowsNone) return answeredFor;
    throw error;
  }
}

async function instant(call: Call, query: string): Promise<readonly Series[]> {
  const url = new URL('api/v1/query', withSlash(addressOf(call.targets)));
  url.searchParams.set('query', query);
  const answer = await call.ports.http.request({ url: url.href }, call.signal);
  requireSuccess(`query '${query}'`, answer);
  const body = readJson(`query '${query}'`, answer, Answer);
  if (body.status === 'error')
    throw new OperationError('TARGET_REFUSED', `query '${query}': ${body.error}`);
  const { data } = body;
  switch (data.resultType) {
    case 'vector':
      return data.result;
    case 'scalar':
      return [{ metric: {}, value: data.result }];
    case 'matrix':
    case 'string':
      throw new OperationError(
        'CALL_INPUT_INVALID',
        `query '${query}' gives a ${data.resultType}, not one number`,
      );
  }
}

function addressOf(targets: readonly TargetObject[]): string {
  return recordOf(targets, 'endpoint', EndpointRecord).address;
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}

function onlySeries(query: string, series: readonly Series[]): Series {
  const [only, second] = series;
  if (only === undefined)
    throw unknown(query, 'gave no data: no series, or none with a recent sample');
  if (second === undefined) return only;
  throw unknown(
    query,
    `gave ${series.length} series, such as ${JSON.stringify(only.metric)} and ${JSON.stringify(second.metric)}; wrap it in max() or min()`,
  );
}

function numberOf(query: string, text: string): number {
  const number = DECIMAL.test(text) ? Number(text) : NaN;
  if (Number.isFinite(number)) return number;
  throw unknown(query, `gave ${text}`);
}

function unknown(query: string, what: string): OperationError {
  return new OperationError('READING_UNKNOWN', `query '${query}' ${what}`);
}
