import * as oidc from 'openid-client';
import { OperationError } from '../../model/errors';
import { isLoopback, type OidcSettings } from '../settings';

/** How long the provider may take to answer, s. */
const TIMEOUT_S = 5;

/** A provider on this machine itself may go without TLS: nothing leaves it. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to be noticed
const WITHOUT_TLS = oidc.allowInsecureRequests;

/** What is kept between the two halves of a login. */
export interface LoginBegun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Somebody whom the provider vouches for. */
export interface Vouched {
  readonly person: string;
  readonly name: string;
  /** Roles that their groups stand for; undefined where groups do not count. */
  readonly roles: readonly string[] | undefined;
  readonly subject: string;
  readonly accessToken: string;
}

/** OpenID Connect by its code flow with PKCE; the provider is looked up when it is first needed. */
export class LoginProvider {
  private found: Promise<oidc.Configuration> | undefined;

  constructor(
    private readonly settings: OidcSettings,
    private readonly callback: URL,
  ) {}

  /** Where the browser goes to sign in. Throws LOGIN_PROVIDER_DOWN. */
  async begin(): Promise<{ readonly url: URL; readonly begun: LoginBegun }> {
    const config = await this.config();
    const begun = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.callback.href,
      scope: this.settings.scope,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
    });
    return { url, begun };
  }

  /** Who came back with `query`. Throws LOGIN_REFUSED, LOGIN_PROVIDER_DOWN. */
  async finish(query: string, begun: LoginBegun): Promise<Vouched> {
    const config = await this.config();
    const current = new URL(this.callback);
    current.search = query;
    try {
      const tokens = await oidc.authorizationCodeGrant(config, current, {
        pkceCodeVerifier: begun.verifier,
        expectedState: begun.state,
        expectedNonce: begun.nonce,
        idTokenExpected: true,
      });
      const subject = tokens.claims()?.sub ?? '';
      const accessToken = tokens.access_token;
      const info = await oidc.fetchUserInfo(config, accessToken, subject);
      return { ...this.read({ ...tokens.claims(), ...info }), subject, accessToken };
    } catch (error) {
      throw isUnreachable(error) ? down(error) : refused(error);
    }
  }

  /**
   * What the provider vouches for now; undefined where it does not answer, since a login provider that is down must
   * not stop those who are in. Throws LOGIN_REFUSED where it vouches no more.
   */
  async again({ subject, accessToken }: Vouched): Promise<Vouched | undefined> {
    try {
      const config = await this.config();
      const info = await oidc.fetchUserInfo(config, accessToken, subject);
      return { ...this.read({ ...info }), subject, accessToken };
    } catch (error) {
      const isDown = error instanceof OperationError && error.code === 'LOGIN_PROVIDER_DOWN';
      if (isDown || isUnreachable(error)) return undefined;
      throw refused(error);
    }
  }

  private read(
    claims: Readonly<Record<string, unknown>>,
  ): Pick<Vouched, 'person' | 'name' | 'roles'> {
    const { personClaim, groupsClaim, groups } = this.settings;
    const person = claims[personClaim];
    if (typeof person !== 'string' || person === '')
      throw new OperationError('LOGIN_REFUSED', `the provider gave no claim '${personClaim}'`);
    const name = claims['name'];
    const given = claims[groupsClaim];
    const held: readonly unknown[] = Array.isArray(given) ? given : [];
    const roles =
      groups && held.flatMap((one) => (typeof one === 'string' ? (groups.get(one) ?? []) : []));
    return { person, name: typeof name === 'string' ? name : person, roles };
  }

  private async config(): Promise<oidc.Configuration> {
    this.found ??= this.discover();
    try {
      return await this.found;
    } catch (error) {
      this.found = undefined;
      throw down(error);
    }
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const isLocal = issuer.protocol === 'http:' && isLoopback(issuer.hostname);
    return await oidc.discovery(
      issuer,
      clientId,
      undefined,
      clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
      { timeout: TIMEOUT_S, ...(isLocal ? { execute: [WITHOUT_TLS] } : {}) },
    );
  }
}

/** How many causes of an error are looked at. */
const MOST_CAUSES = 6;

/** Whether the provider was not reached, or had a fault of its own, rather than that it refused. */
function isUnreachable(error: unknown): boolean {
  let cause = error;
  for (let i = 0; i < MOST_CAUSES; i += 1) {
    // Told by what they hold: the class of what `fetch` throws is not always ours.
    if (typeof cause !== 'object' || cause === null) return false;
    const { name, message, status } = { name: '', message: '', status: 0, ...textsOf(cause) };
    if (status >= 500 || name === 'TimeoutError' || message === 'fetch failed') return true;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return false;
}

function textsOf(error: object): { name?: string; message?: string; status?: number } {
  return {
    ...('name' in error ? { name: String(error.name) } : {}),
    ...('message' in error ? { message: String(error.message) } : {}),
    ...('status' in error ? { status: Number(error.status) } : {}),
  };
}

function down(cause: unknown): OperationError {
  if (cause instanceof OperationError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new OperationError('LOGIN_PROVIDER_DOWN', message, { cause });
}

function refused(cause: unknown): OperationError {
  if (cause instanceof OperationError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new OperationError('LOGIN_REFUSED', message, { cause });
}
