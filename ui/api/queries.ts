import { queryOptions } from '@tanstack/react-query';
import { answered, api } from './client';
import { KEYS } from './keys';
import type { WhatIf } from './types';

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: KEYS.session,
  queryFn: () => answered(api.GET('/api/v1/session')),
});

/** Questions that wait; `all`: those for others too. */
export const inboxQuery = (all: boolean) =>
  queryOptions({
    queryKey: [...KEYS.inbox, all],
    queryFn: () =>
      answered(api.GET('/api/v1/inbox', { params: { query: { all: all ? 'true' : 'false' } } })),
  });

/** How a recovery stands. */
export const recoveryQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.recovery(id), 'view'],
    queryFn: () => answered(api.GET('/api/v1/recoveries/{id}', { params: { path: { id } } })),
  });

/** The plan of a recovery, which never changes. */
export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['plan', id],
    staleTime: Infinity,
    queryFn: () => answered(api.GET('/api/v1/recoveries/{id}/plan', { params: { path: { id } } })),
  });

/** What people could do now. */
export const nextQuery = (id: string) =>
  queryOptions({
    queryKey: KEYS.next(id),
    queryFn: () => answered(api.GET('/api/v1/recoveries/{id}/next', { params: { path: { id } } })),
  });

/** Everything that people said. */
export const statementsQuery = (id: string) =>
  queryOptions({
    queryKey: KEYS.statements(id),
    queryFn: () =>
      answered(api.GET('/api/v1/recoveries/{id}/statements', { params: { path: { id } } })),
  });

/** Raw answers of a step. */
export const attemptsQuery = (id: string, node: string) =>
  queryOptions({
    queryKey: [...KEYS.attempts(id), node],
    queryFn: () =>
      answered(
        api.GET('/api/v1/recoveries/{id}/steps/{node}/attempts', {
          params: { path: { id, node }, query: { last: 50 } },
        }),
      ),
  });

/** Ledger entries after a number. */
export const ledgerQuery = (id: string, after: number) =>
  queryOptions({
    queryKey: ['ledger', id, after],
    staleTime: Infinity,
    queryFn: () =>
      answered(
        api.GET('/api/v1/recoveries/{id}/ledger', {
          params: { path: { id }, query: { after, limit: 200 } },
        }),
      ),
  });

/** People of a recovery, or of all rosters that are known. */
export const peopleQuery = (recovery?: string) =>
  queryOptions({
    queryKey: ['people', recovery ?? ''],
    queryFn: () =>
      answered(
        api.GET('/api/v1/people', {
          params: { query: recovery === undefined ? {} : { recovery } },
        }),
      ),
  });

/** Runbooks that drills can be started from. */
export const runbooksQuery = queryOptions({
  queryKey: ['runbooks'],
  queryFn: () => answered(api.GET('/api/v1/runbooks')),
});

/** What a drill of a runbook would do. */
export const runbookPlanQuery = (id: string, drill: string) =>
  queryOptions({
    queryKey: ['runbooks', id, 'plan', drill],
    queryFn: () =>
      answered(
        api.GET('/api/v1/runbooks/{id}/plan', { params: { path: { id }, query: { drill } } }),
      ),
  });

/** What an act would do. */
export const whatIfQuery = (
  id: string,
  asked: {
    readonly act: WhatIf['act'];
    readonly step: string;
    readonly feed: string | undefined;
    readonly interlock: string | undefined;
    readonly forMs: number | undefined;
  },
) =>
  queryOptions({
    queryKey: [...KEYS.recovery(id), 'what-if', asked],
    queryFn: () => {
      const { act, step, feed, interlock, forMs } = asked;
      return answered(
        api.GET('/api/v1/recoveries/{id}/what-if', {
          params: {
            path: { id },
            query: {
              act,
              step,
              ...(feed === undefined ? {} : { feed }),
              ...(interlock === undefined ? {} : { interlock }),
              ...(forMs === undefined ? {} : { forMs }),
            },
          },
        }),
      );
    },
  });

/** The newest recoveries. */
export const recoveriesQuery = queryOptions({
  queryKey: [...KEYS.recoveries, 'newest'],
  queryFn: () => answered(api.GET('/api/v1/recoveries', { params: { query: { limit: 20 } } })),
});
