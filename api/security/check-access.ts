import { OperationError } from '../../model/errors';
import type { Access } from '../define-route';
import type { Session } from '../session/session-store';

/** Whether a session may use a route. Throws NOT_SIGNED_IN, PERSON_NOT_CHOSEN, MACHINE_MAY_NOT. */
export function checkAccess(access: Access, session: Session | undefined): void {
  if (access === 'anyone') return;
  if (session === undefined) throw new OperationError('NOT_SIGNED_IN', 'it needs a session');
  if (access === 'reader') return;
  if (session.by === 'machine') {
    if (access === 'starter') return;
    throw new OperationError('MACHINE_MAY_NOT', `'${session.name}' is a token of a machine`);
  }
  if (session.person === null)
    throw new OperationError('PERSON_NOT_CHOSEN', 'this session stands for nobody yet');
}
