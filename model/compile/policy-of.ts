import type { Policy, PolicyKey } from '../plan/policy';
import type { Roster } from '../schema/roster';
import { bytesOfBase64 } from '../verify-statement';

/** The roster as the plan freezes it, with the public keys that statements are checked with. */
export function policyOf(roster: Roster, keys: Readonly<Record<string, PolicyKey>>): Policy {
  const people: Record<string, Policy['people'][string]> = {};
  const allKeys: Record<string, PolicyKey> = { ...keys };
  for (const person of roster.people) {
    people[person.id] = {
      name: person.name ?? person.id,
      roles: person.roles,
      contact: Object.entries(person.contact)
        .map(([way, address]) => `${way} ${address}`)
        .join(', '),
      ...(person.reachedBy.length === 0 ? {} : { reachedBy: person.reachedBy }),
    };
    const publicKey = hexOf(person.publicKey);
    if (publicKey !== undefined)
      allKeys[`person:${person.id}`] = { publicKey, kind: 'person', person: person.id };
  }
  const roles: Record<string, Policy['roles'][string]> = {};
  for (const { id, title, may, qualification } of roster.roles)
    roles[id] = {
      title: title ?? id,
      may,
      ...(qualification === undefined ? {} : { qualification }),
    };
  return { people, roles, keys: allKeys };
}

/** Hex of `ed25519:` and 32 bytes in base64, in the ordinary or the URL alphabet. */
export function hexOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = text
    .slice('ed25519:'.length)
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/=+$/, '');
  const bytes = bytesOfBase64(`${plain}${'='.repeat((4 - (plain.length % 4)) % 4)}`);
  if (bytes?.length !== 32) return undefined;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
