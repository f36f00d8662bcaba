import type { Session } from '../session/session-store';

/** Key that signs for whoever is in: that of this machine for who came by its link, else that of the API. */
export function keyFor(session: Session | undefined): 'local' | 'api' {
  return session?.by === 'local' ? 'local' : 'api';
}
