import type { Reader } from '../../client/read-recoveries';
import type { KnownRunbooks } from './known-runbooks';

/** Recoveries that are looked at for people, besides those that are open. */
const MOST_RECOVERIES = 10;

/** Somebody of a roster. */
export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** People of the rosters of recoveries that are open or were lately, and of the runbooks that can be started. */
export async function knownPeople(
  reader: Pick<Reader, 'list' | 'policy'>,
  runbooks: KnownRunbooks,
): Promise<readonly KnownPerson[]> {
  const found = new Map<string, KnownPerson>();
  const add = (person: KnownPerson): void => {
    const before = found.get(person.id);
    const roles = [...new Set([...(before?.roles ?? []), ...person.roles])];
    found.set(person.id, { ...person, name: before?.name ?? person.name, roles });
  };
  const rows = [
    ...(await reader.list({ open: true, limit: MOST_RECOVERIES })),
    ...(await reader.list({ limit: MOST_RECOVERIES })),
  ];
  for (const id of new Set(rows.map((row) => row.id))) {
    const policy = await reader.policy(id).catch(() => undefined);
    for (const [person, { name, roles }] of Object.entries(policy?.people ?? {}))
      add({ id: person, name, roles });
  }
  for (const { roster } of await runbooks.list())
    for (const { id, name, roles } of roster?.people ?? []) add({ id, name: name ?? id, roles });
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
