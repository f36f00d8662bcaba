import { OperationError } from '../model/errors';

/** What the page is told by its environment. */
export interface Settings {
  /** Address to listen on; loopback alone, unless a login provider is named. */
  readonly host: string;
  /** 0 where none is named. */
  readonly port: number;
  /** Where people reach it; undefined where that is on this machine alone. */
  readonly publicUrl: URL | undefined;
  readonly oidc: OidcSettings | undefined;
}

/** A login provider, and what its claims mean here. */
export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /** Claim that holds the id of a person in rosters. */
  readonly personClaim: string;
  readonly groupsClaim: string;
  /** Group → roles that it vouches for; undefined where the roster alone counts. */
  readonly groups: ReadonlyMap<string, readonly string[]> | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment. Throws USAGE with the variable that makes no sense. */
export function readSettings(env: Environment): Settings {
  const oidc = oidcOf(env);
  const publicUrl = urlOf(env, 'BLACKSTART_PAGE_URL');
  const host = env['BLACKSTART_PAGE_HOST'] ?? '127.0.0.1';
  const port = Number(env['BLACKSTART_PAGE_PORT'] ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw usage('BLACKSTART_PAGE_PORT', env['BLACKSTART_PAGE_PORT'], 'is no port');
  if (oidc !== undefined && publicUrl === undefined)
    throw usage('BLACKSTART_PAGE_URL', undefined, 'is needed with a login provider');
  if (oidc === undefined && !isLoopback(host))
    throw usage(
      'BLACKSTART_PAGE_HOST',
      host,
      'without a login provider only this machine is served',
    );
  if (publicUrl !== undefined && publicUrl.protocol !== 'https:' && !isLoopback(publicUrl.hostname))
    throw usage('BLACKSTART_PAGE_URL', publicUrl.href, 'must be https');
  return { host, port, publicUrl, oidc };
}

/** Whether a name or address is this machine itself. */
export function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', '[::1]', 'localhost'].includes(host);
}

function oidcOf(env: Environment): OidcSettings | undefined {
  const issuer = urlOf(env, 'BLACKSTART_OIDC_ISSUER');
  if (issuer === undefined) return undefined;
  if (issuer.protocol !== 'https:' && !isLoopback(issuer.hostname))
    throw usage('BLACKSTART_OIDC_ISSUER', issuer.href, 'must be https');
  const clientId = env['BLACKSTART_OIDC_CLIENT_ID'];
  if (clientId === undefined || clientId === '')
    throw usage('BLACKSTART_OIDC_CLIENT_ID', clientId, 'is needed with BLACKSTART_OIDC_ISSUER');
  return {
    issuer,
    clientId,
    clientSecret: env['BLACKSTART_OIDC_CLIENT_SECRET'],
    scope: env['BLACKSTART_OIDC_SCOPE'] ?? 'openid profile',
    personClaim: env['BLACKSTART_OIDC_PERSON_CLAIM'] ?? 'preferred_username',
    groupsClaim: env['BLACKSTART_OIDC_GROUPS_CLAIM'] ?? 'groups',
    groups: groupsOf(env['BLACKSTART_OIDC_GROUPS']),
  };
}

/** `commanders=incident-commander, bosses=facility-manager+duty-director` */
function groupsOf(text: string | undefined): OidcSettings['groups'] {
  if (text === undefined || text.trim() === '') return undefined;
  return new Map(
    text.split(',').map((part) => {
      const [group = '', roles = '', ...rest] = part.split('=').map((word) => word.trim());
      if (group === '' || roles === '' || rest.length > 0)
        throw usage('BLACKSTART_OIDC_GROUPS', part, 'is not GROUP=ROLE+ROLE');
      return [group, roles.split('+').map((role) => role.trim())] as const;
    }),
  );
}

function urlOf(env: Environment, name: string): URL | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (!URL.canParse(text)) throw usage(name, text, 'is no address');
  return new URL(text);
}

function usage(name: string, value: string | undefined, message: string): OperationError {
  return new OperationError('USAGE', `${name} '${value ?? ''}' ${message}`);
}
