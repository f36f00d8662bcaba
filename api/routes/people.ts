import { z } from 'zod';
import { readRoute } from '../define-route';
import { knownPeople } from '../desk/known-people';
import { NOTHING } from '../schema/scalars';

const Person = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    contact: z.string().describe('How to reach them; empty where no recovery is named.'),
    reachedBy: z.array(z.string()).describe('Tools that reaching them leans on.'),
  })
  .meta({ id: 'Person' });

const Role = z
  .object({
    id: z.string(),
    title: z.string(),
    qualification: z.string().nullable(),
    may: z.array(z.string()).describe('Verbs that its holders may steer with.'),
  })
  .meta({ id: 'Role' });

export const PEOPLE_ROUTES = [
  readRoute({
    path: '/people',
    summary:
      'Lists the people of a recovery, as its plan froze them, or of all rosters known here.',
    tag: 'people',
    access: 'reader',
    params: NOTHING,
    query: z.strictObject({ recovery: z.string().max(200).optional() }),
    answer: z.object({ people: z.array(Person), roles: z.array(Role) }).meta({ id: 'People' }),
    async handle({ query }, { desk }) {
      if (query.recovery === undefined) {
        const people = await knownPeople(desk.reader, desk.runbooks);
        return {
          people: people.map((one) => ({ ...one, contact: '', reachedBy: [] })),
          roles: [],
        };
      }
      const { people, roles } = await desk.reader.policy(query.recovery);
      return {
        people: Object.entries(people).map(([id, one]) => ({
          id,
          name: one.name,
          roles: one.roles,
          contact: one.contact,
          reachedBy: one.reachedBy ?? [],
        })),
        roles: Object.entries(roles).map(([id, { title, qualification, may }]) => ({
          id,
          title,
          qualification: qualification ?? null,
          may,
        })),
      };
    },
  }),
];
