/** What is known of a value that an expression may name. */
export type ScopeType =
  | { readonly kind: 'any' }
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'list'; readonly item: ScopeType }
  | { readonly kind: 'map'; readonly value: ScopeType }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, ScopeType>> };

const STRING: ScopeType = { kind: 'string' };
const NUMBER: ScopeType = { kind: 'number' };

function object(fields: Readonly<Record<string, ScopeType>>): ScopeType {
  return { kind: 'object', fields };
}

/** What expressions may say of a feed. */
export const FEED_TYPE = object({
  id: STRING,
  title: STRING,
  site: STRING,
  pdu: STRING,
  ups: STRING,
  source: STRING,
  usableKw: NUMBER,
  section: STRING,
});

/** What expressions may say of a server. */
export const SERVER_TYPE = object({
  id: STRING,
  site: STRING,
  rack: STRING,
  hall: STRING,
  zone: STRING,
  role: STRING,
  watts: NUMBER,
  serial: STRING,
  uuid: STRING,
  bmc: STRING,
  ready: STRING,
  feeds: { kind: 'list', item: STRING },
  labels: { kind: 'map', value: STRING },
});

/** What expressions may say of a service. */
export const SERVICE_TYPE = object({
  id: STRING,
  title: STRING,
  site: STRING,
  tier: NUMBER,
  weight: NUMBER,
  owner: STRING,
});

export const SITE_TYPE = object({ id: STRING, title: STRING, timezone: STRING });
export const PLAN_TYPE = object({ serverCount: NUMBER, serviceCount: NUMBER, environment: STRING });
export const RUN_TYPE = object({
  id: STRING,
  mode: STRING,
  startedAt: STRING,
  summary: STRING,
  notYetEnabled: { kind: 'list', item: STRING },
});
