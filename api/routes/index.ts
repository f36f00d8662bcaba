import type { Route } from '../define-route';
import { EVENT_ROUTES } from './events';
import { INBOX_ROUTES } from './inbox';
import { LAB_ROUTES } from './lab';
import { PEOPLE_ROUTES } from './people';
import { PLAN_ROUTES } from './plans';
import { RECOVERY_ROUTES } from './recoveries';
import { RECOVERY_PART_ROUTES } from './recovery-parts';
import { RUNBOOK_ROUTES } from './runbooks';
import { SESSION_ROUTES } from './session';
import { STATEMENT_ROUTES } from './statements';

/** Every route, in the order of the OpenAPI document. Add a resource by adding a line. */
export const ROUTES: readonly Route[] = [
  ...SESSION_ROUTES,
  ...INBOX_ROUTES,
  ...RECOVERY_ROUTES,
  ...RECOVERY_PART_ROUTES,
  ...STATEMENT_ROUTES,
  ...EVENT_ROUTES,
  ...RUNBOOK_ROUTES,
  ...PLAN_ROUTES,
  ...PEOPLE_ROUTES,
  ...LAB_ROUTES,
];
