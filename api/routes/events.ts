import { z } from 'zod';
import { streamRoute, type Caller } from '../define-route';
import { listEvents } from '../events/list-events';
import { recoveryEvents, streamPlace } from '../events/recovery-events';
import { InvalidRequest } from '../read-input';
import { NOTHING, RecoveryParams } from '../schema/scalars';

const tag = 'events';

export const EVENT_ROUTES = [
  streamRoute({
    path: '/events',
    summary: 'Tells when recoveries begin, go on and end: events `changed` and `temporal`.',
    tag,
    access: 'reader',
    params: NOTHING,
    query: NOTHING,
    handle: (_input, caller) =>
      Promise.resolve(listEvents(caller.desk, goesOn(caller), caller.signal)),
  }),
  streamRoute({
    path: '/recoveries/{id}/events',
    summary:
      'Tells every ledger entry of a recovery as it is written: events `entry`, `rewound`, `progress` and `temporal`.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: z.strictObject({
      after: z
        .string()
        .max(40)
        .default('0')
        .describe('Id of the last event that was seen; the header Last-Event-ID goes before.'),
    }),
    async handle({ params, query }, caller) {
      const { desk, lastEventId, signal } = caller;
      const from = streamPlace(lastEventId === '' ? query.after : lastEventId);
      if (from === undefined)
        throw new InvalidRequest([{ in: 'query', at: '/after', message: 'is no id of an event' }]);
      await desk.reader.row(params.id);
      return recoveryEvents(desk, params.id, from, goesOn(caller), signal);
    },
  }),
];

/** A stream ends with the session that it was opened in. */
function goesOn({ session, sessions }: Caller): () => boolean {
  return () => session === undefined || session.by === 'machine' || sessions.isOpen(session);
}
