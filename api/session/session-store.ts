import { createHash, randomBytes } from 'node:crypto';

/** How long nobody may ask for anything before a session ends, ms. */
const IDLE_MS = 12 * 3_600_000;

/** How long a session may last, whatever is asked, ms. */
const LONGEST_MS = 24 * 3_600_000;

/** Sessions that are kept; the one not used for longest goes first. */
const MOST_SESSIONS = 2000;

/** Somebody who was let in. */
export interface Session {
  /** Digest of the secret that the browser holds; the secret itself is kept nowhere. */
  readonly id: string;
  /** `local`: by a link; `oidc`: by a login provider; `machine`: by a token. */
  readonly by: 'local' | 'oidc' | 'machine';
  /** Id of a person in the roster; null until it is chosen. */
  readonly person: string | null;
  readonly name: string;
  /** Roles that a login provider vouches for; undefined where all that the roster gives count. */
  readonly roles?: readonly string[];
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What a new session is made of. */
export type SessionDraft = Omit<Session, 'id' | 'since'>;

interface Kept {
  readonly session: Session;
  usedAt: number;
}

/** Sessions, in memory: who restarts the page signs everybody out. */
export class SessionStore {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly now: () => number) {}

  /** Begins a session; gives the secret that stands for it, which is told once. */
  begin(draft: SessionDraft): string {
    const secret = randomBytes(32).toString('base64url');
    const session: Session = { ...draft, id: digestOf(secret), since: this.now() };
    this.kept.set(session.id, { session, usedAt: this.now() });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_SESSIONS && oldest !== undefined) this.kept.delete(oldest);
    return secret;
  }

  /** The session that a secret stands for, unless it has ended. */
  find(secret: string): Session | undefined {
    const id = digestOf(secret);
    const kept = this.kept.get(id);
    if (kept === undefined) return undefined;
    const now = this.now();
    this.kept.delete(id);
    if (now - kept.usedAt > IDLE_MS || now - kept.session.since > LONGEST_MS) return undefined;
    // Last in the order, since it was used last.
    this.kept.set(id, { ...kept, usedAt: now });
    return kept.session;
  }

  /** Whether a session goes on, without using it. */
  isOpen(session: Session): boolean {
    const kept = this.kept.get(session.id);
    return kept !== undefined && this.now() - kept.session.since <= LONGEST_MS;
  }

  /** Gives a session other roles. */
  amend(session: Session, roles: readonly string[] | undefined): Session {
    const kept = this.kept.get(session.id);
    const { id, by, person, name, since } = session;
    const amended: Session = {
      id,
      by,
      person,
      name,
      since,
      ...(roles === undefined ? {} : { roles }),
    };
    if (kept !== undefined) this.kept.set(session.id, { ...kept, session: amended });
    return amended;
  }

  end(session: Session): void {
    this.kept.delete(session.id);
  }
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
