import { z } from 'zod';
import { packageVersion } from '../../client/installed-file';
import { OperationError } from '../../model/errors';
import { changeRoute, readRoute, type Told } from '../define-route';
import { knownPeople } from '../desk/known-people';
import { NOTHING, TemporalState } from '../schema/scalars';
import type { Session } from '../session/session-store';

const tag = 'session';

const SessionState = z
  .object({
    isIn: z.boolean().describe('Whether anything can be read.'),
    by: z.enum(['local', 'oidc', 'machine']).nullable(),
    person: z.string().nullable().describe('Id in the roster; null until it is chosen.'),
    name: z.string(),
    roles: z
      .array(z.string())
      .nullable()
      .describe('Roles that the login provider vouches for; null where the roster alone counts.'),
    login: z
      .enum(['link', 'oidc'])
      .describe('How one gets in: by a link of `blackstart page`, or at /login.'),
    version: z.string(),
    temporal: TemporalState,
  })
  .meta({ id: 'Session' });

export const SESSION_ROUTES = [
  readRoute({
    path: '/session',
    summary: 'Says who is signed in.',
    tag,
    access: 'anyone',
    params: NOTHING,
    query: NOTHING,
    answer: SessionState,
    handle: async (_input, { desk, session }) => ({
      ...told(session),
      login: desk.login,
      version: packageVersion(),
      temporal: await desk.temporal.status(),
    }),
  }),
  changeRoute({
    method: 'PUT',
    path: '/session',
    summary: 'Chooses who sits here, among the people that are known; on this machine only.',
    tag,
    access: 'reader',
    params: NOTHING,
    query: NOTHING,
    body: z.strictObject({ person: z.string().min(1).max(200) }).meta({ id: 'ChoosePerson' }),
    answer: SessionState,
    async handle({ body }, { desk, session, sessions, cookies }) {
      if (session?.by !== 'local')
        throw new OperationError('MACHINE_MAY_NOT', 'who is signed in is not chosen here');
      const people = await knownPeople(desk.reader, desk.runbooks);
      const found = people.find(({ id }) => id === body.person);
      if (found === undefined)
        throw new OperationError('PERSON_UNKNOWN', `'${body.person}' is in no roster known here`);
      // Whoever knew the old secret does not become this person.
      sessions.end(session);
      const fresh = { by: 'local', person: found.id, name: found.name } as const;
      cookies.begin(sessions.begin(fresh));
      return {
        isIn: true,
        ...fresh,
        roles: null,
        login: desk.login,
        version: packageVersion(),
        temporal: await desk.temporal.status(),
      };
    },
  }),
  changeRoute({
    method: 'DELETE',
    path: '/session',
    summary: 'Signs out.',
    tag,
    access: 'reader',
    params: NOTHING,
    query: NOTHING,
    body: NOTHING,
    answer: z.object({ isIn: z.literal(false) }).meta({ id: 'SignedOut' }),
    handle({ body: _ }, { session, sessions, cookies }) {
      if (session !== undefined) sessions.end(session);
      cookies.end();
      return Promise.resolve({ isIn: false as const });
    },
  }),
];

function told(
  session: Session | undefined,
): Pick<Told<z.output<typeof SessionState>>, 'isIn' | 'by' | 'person' | 'name' | 'roles'> {
  return {
    isIn: session !== undefined,
    by: session?.by ?? null,
    person: session?.person ?? null,
    name: session?.name ?? '',
    roles: session?.roles ?? null,
  };
}
