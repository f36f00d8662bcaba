/** Refusals of the HTTP interface, ahead of anything that a run would say. */
export const API_ERRORS = {
  NOT_SIGNED_IN: {
    retry: 'never',
    summary: 'Nobody is signed in here.',
    fix: 'Open the link that `blackstart page` prints, or sign in with your login provider; then do it again.',
  },
  LINK_NOT_GOOD: {
    retry: 'never',
    summary: 'The link was used already, has run out, or was never given.',
    fix: '`blackstart page` prints a fresh one; it is good for one use within 5 minutes.',
  },
  LOGIN_PROVIDER_DOWN: {
    retry: 'backoff',
    summary: 'The login provider does not answer as it should.',
    fix: 'On the machine that Blackstart runs on, `blackstart page` prints a link that needs no provider.',
  },
  LOGIN_REFUSED: {
    retry: 'never',
    summary: 'The login was not begun here, or its person is in no roster.',
    fix: 'Begin again at /login; who is to use Blackstart must be in a roster, by the id that the provider gives.',
  },
  PERSON_NOT_CHOSEN: {
    retry: 'never',
    summary: 'It is not known yet who sits here.',
    fix: 'Choose who you are first.',
  },
  MACHINE_MAY_NOT: {
    retry: 'never',
    summary: 'A token of a machine may read and start drills, nothing else.',
    fix: 'Let a person do it, signed in as themselves.',
  },
  HOST_REFUSED: {
    retry: 'never',
    summary: 'The request names a host that this is not.',
    fix: 'Use the address that `blackstart page` prints; it is good on this machine only.',
  },
  ORIGIN_REFUSED: {
    retry: 'never',
    summary: 'A change was asked for from another page, or without saying from where.',
    fix: 'Send it from the page itself: with its Origin and the header `x-blackstart: 1`.',
  },
  REQUEST_INVALID: {
    retry: 'never',
    summary: 'The request is not of the form that this address takes.',
    fix: 'Mend what `problems` lists; /api/v1/openapi.json says what is taken.',
  },
  REQUEST_TOO_LARGE: {
    retry: 'never',
    summary: 'The request is larger than 1 MB.',
    fix: 'Send less; nothing that is taken needs so much.',
  },
  REQUEST_TOO_SLOW: {
    retry: 'backoff',
    summary: 'The request did not arrive in time.',
    fix: 'Send it again, as a whole.',
  },
  MEDIA_TYPE_UNKNOWN: {
    retry: 'never',
    summary: 'The body is of a kind that is not taken.',
    fix: 'Send JSON, as `content-type: application/json`.',
  },
  ROUTE_UNKNOWN: {
    retry: 'never',
    summary: 'There is nothing at this address.',
    fix: '/api/v1/openapi.json lists what there is.',
  },
  TOO_MANY_REQUESTS: {
    retry: 'backoff',
    summary: 'More was asked than one person or one address may ask in a second.',
    fix: 'Wait as long as `retry-after` says.',
  },
  KEY_MISSING: {
    retry: 'never',
    summary: 'A change was asked for without `Idempotency-Key`.',
    fix: 'Send 16 random bytes as hex or as a UUID; send the same again when you repeat the same request.',
  },
  KEY_REUSED: {
    retry: 'never',
    summary: 'This `Idempotency-Key` was used for another request.',
    fix: 'Make a new one for a new request.',
  },
  STEP_UNKNOWN: {
    retry: 'never',
    summary: 'The recovery has no such step.',
    fix: 'Name a step or a part of one as the recovery lists it.',
  },
  PLAN_UNKNOWN: {
    retry: 'never',
    summary: 'There is no such plan in this ledger.',
    fix: '/api/v1/plans lists them.',
  },
  RUNBOOK_UNKNOWN: {
    retry: 'never',
    summary: 'There is no such runbook here.',
    fix: 'Name one that is listed. What `blackstart drill` or `recover` was given once is, as is what BLACKSTART_RUNBOOKS names.',
  },
  DRILLS_ONLY: {
    retry: 'never',
    summary: 'That is for drills in the lab.',
    fix: 'Start a drill; nothing of the kind is done to a real site.',
  },
  PAGE_NOT_UP: {
    retry: 'backoff',
    summary: 'The page of this state folder does not answer.',
    fix: '`blackstart up` starts it; api.log in the state folder says what is wrong.',
  },
} as const;
