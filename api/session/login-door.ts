import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OperationError } from '../../model/errors';
import type { KnownPerson } from '../desk/known-people';
import { KeptFor } from './kept-for';
import type { LoginBegun, LoginProvider, Vouched } from './login-provider';
import { secretCookie, type SecretCookie } from './session-cookie';
import type { Session, SessionStore } from './session-store';

/** How long somebody may take to sign in, ms, and how many may be at it. */
const LOGIN_MS = 10 * 60_000;
const MOST_LOGINS = 2000;

/** How long what the provider vouched for counts without asking it again, ms. */
const VOUCHED_MS = 10_000;

/** Sessions whose access tokens are kept. */
const MOST_VOUCHED = 2000;

/** What the door stands on. */
export interface LoginGround {
  readonly provider: LoginProvider;
  readonly sessions: SessionStore;
  readonly cookie: SecretCookie;
  readonly placeOf: (request: FastifyRequest) => URL;
  readonly sessionOf: (request: FastifyRequest) => Session | undefined;
  readonly people: () => Promise<readonly KnownPerson[]>;
  readonly now: () => number;
}

/** The way in by a login provider. */
export class LoginDoor {
  private readonly begun: KeptFor<LoginBegun>;
  private readonly vouched = new Map<string, { readonly at: number; readonly vouched: Vouched }>();

  constructor(private readonly ground: LoginGround) {
    this.begun = new KeptFor(LOGIN_MS, MOST_LOGINS, ground.now);
  }

  /** `/login` sends the browser to the provider, which sends it back to `/login/callback`. */
  addTo(server: FastifyInstance): void {
    const { provider, sessions, cookie, placeOf, sessionOf } = this.ground;
    // It must come along when the provider sends the browser back: not strict.
    const half = secretCookie('blackstart_login', 'lax', placeOf);
    server.get('/login', async (_request, reply) => {
      const { url, begun } = await provider.begin();
      half.set(reply, this.begun.put(begun));
      return reply.redirect(url.href, 303);
    });
    server.get('/login/callback', async (request, reply) => {
      const secret = half.read(request);
      const begun = secret === undefined ? undefined : this.begun.take(secret);
      half.clear(reply);
      if (begun === undefined)
        throw new OperationError('LOGIN_REFUSED', 'no login was begun in this browser');
      const vouched = await provider.finish(queryOf(request.url), begun);
      await this.requireKnown(vouched.person);
      // A session that was there before is not gone on with.
      const before = sessionOf(request);
      if (before !== undefined) sessions.end(before);
      const { person, name, roles } = vouched;
      const fresh = {
        by: 'oidc',
        person,
        name,
        ...(roles === undefined ? {} : { roles }),
      } as const;
      const held = sessions.begin(fresh);
      cookie.set(reply, held);
      const session = sessions.find(held);
      if (session !== undefined) this.keep(session, vouched);
      return reply.redirect('/', 303);
    });
  }

  /** The session with the roles that its person has now. Throws NOT_SIGNED_IN where the provider vouches no more. */
  async recheck(session: Session): Promise<Session> {
    const { provider, sessions, now } = this.ground;
    const known = this.vouched.get(session.id);
    if (known === undefined || now() - known.at < VOUCHED_MS) return session;
    try {
      const vouched = await provider.again(known.vouched);
      if (vouched === undefined) return session;
      if (vouched.person !== session.person)
        throw new OperationError('LOGIN_REFUSED', `it vouches for ${vouched.person} by now`);
      this.keep(session, vouched);
      return sessions.amend(session, vouched.roles);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      sessions.end(session);
      this.vouched.delete(session.id);
      throw new OperationError('NOT_SIGNED_IN', error.message, { cause: error });
    }
  }

  private keep(session: Session, vouched: Vouched): void {
    this.vouched.delete(session.id);
    this.vouched.set(session.id, { at: this.ground.now(), vouched });
    const [oldest] = this.vouched.keys();
    if (this.vouched.size > MOST_VOUCHED && oldest !== undefined) this.vouched.delete(oldest);
  }

  private async requireKnown(person: string): Promise<void> {
    const people = await this.ground.people();
    if (people.some(({ id }) => id === person)) return;
    throw new OperationError('LOGIN_REFUSED', `'${person}' is in no roster known here`);
  }
}

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at);
}
