import type { Lab } from '../lab';
import { METRICS, type Sample } from '../site/metrics';
import { evaluateQuery, QueryError, type QueryResult } from './promql';
import type { HttpCall, HttpReply, Mount } from './virtual-hosts';

/** Prometheus of a site: instant queries over its series, each sample with its own time. */
export function prometheus(lab: Lab): Mount {
  return (call) => {
    if (call.rest === '/-/ready' || call.rest === '/-/healthy')
      return { status: 200, body: 'Prometheus Server is Ready.\n' };
    if (call.rest !== '/api/v1/query') return { status: 404, body: '404 page not found\n' };
    if (call.method !== 'GET' && call.method !== 'POST') return { status: 405 };
    const query = queryOf(call);
    if (query === '') return badData('invalid parameter "query": unknown position: no expression');
    try {
      return lab.read((site) => {
        const secondsOf = (labMs: number): number =>
          Date.parse(lab.isoOf(labMs, call.clockOffMs)) / 1000;
        const sampledAt = secondsOf(site.scheduler.now);
        const series = (name: string): readonly Sample[] =>
          Object.hasOwn(METRICS, name) ? (METRICS[name]?.(site) ?? []) : [];
        return answer(evaluateQuery(query, { series, secondsOf, sampledAt }), sampledAt);
      });
    } catch (error) {
      if (error instanceof QueryError)
        return badData(`invalid parameter "query": ${error.message}`);
      throw error;
    }
  };
}

function queryOf(call: HttpCall): string {
  const form = call.method === 'POST' ? new URLSearchParams(call.body).get('query') : null;
  return form ?? call.query.get('query') ?? '';
}

function answer(result: QueryResult, at: number): HttpReply {
  const data =
    result.type === 'scalar'
      ? { resultType: 'scalar', result: [at, String(result.value)] }
      : {
          resultType: 'vector',
          result: result.samples.map(({ labels, value }) => ({
            metric: labels,
            value: [at, String(value)],
          })),
        };
  return { status: 200, body: { status: 'success', data } };
}

function badData(error: string): HttpReply {
  return { status: 400, body: { status: 'error', errorType: 'bad_data', error } };
}
