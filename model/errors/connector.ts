/** Failures of connector calls. */
export const CONNECTOR_ERRORS = {
  CALL_INPUT_INVALID: {
    retry: 'never',
    summary: 'The input of a connector does not fit its schema once expressions are filled in.',
    fix: 'Correct `with`; `blackstart connectors NAME` shows the input and an example.',
  },
  TARGET_OUTSIDE_INVENTORY: {
    retry: 'never',
    summary: 'A call aims at something that is not an object of the plan’s own inventory.',
    fix: 'Name an object of this inventory, or add the address to it under `endpoints`.',
  },
  TARGET_RECORD_INCOMPLETE: {
    retry: 'never',
    summary: 'The inventory does not say enough about an object for this call.',
    fix: 'Complete the object in the inventory as the message says, and compile again.',
  },
  TARGET_NAME_UNKNOWN: {
    retry: 'backoff',
    summary: 'The name of a host could not be resolved.',
    fix: 'Correct the host name, or bring name resolution back; in a drill, see that the lab is up.',
  },
  TARGET_UNREACHABLE: {
    retry: 'backoff',
    summary: 'No connection could be made; nothing was sent.',
    fix: 'None: retried. If it lasts, check power and network of the target, and the address in the inventory.',
  },
  TARGET_NO_ANSWER: {
    retry: 'backoff',
    summary: 'The connection was lost, or the time was up, before the whole answer was in.',
    fix: 'None for reads: retried. After a call that changes something, look at the target first: it may have taken effect.',
  },
  TARGET_BUSY: {
    retry: 'backoff',
    summary: 'The target cannot take the call at this moment.',
    fix: 'None: retried. If it lasts, look at the target for what keeps it busy.',
  },
  TARGET_FAILED: {
    retry: 'backoff',
    summary: 'The target answered that it failed.',
    fix: 'None: retried. If it lasts, look at the log of the target.',
  },
  TARGET_REFUSED: {
    retry: 'never',
    summary: 'The target refused the call.',
    fix: 'Read its answer in the message; correct `with` or the target.',
  },
  TARGET_DENIED: {
    retry: 'never',
    summary: 'The target does not accept who calls.',
    fix: 'Check user, password or token (`secret://…`) and their rights at the target.',
  },
  TARGET_MISSING: {
    retry: 'never',
    summary: 'The target is there, but not what the call names at it.',
    fix: 'Correct the address or name in the inventory.',
  },
  TARGET_IDENTITY_WRONG: {
    retry: 'never',
    summary: 'The machine that answers is not the one that the inventory names.',
    fix: 'Find out which machine it is; correct the serial, uuid or bmc address in the inventory. Nothing was sent to it.',
  },
  TARGET_CERTIFICATE_WRONG: {
    retry: 'never',
    summary: 'The certificate of the target is not trusted.',
    fix: 'Give the issuing certificate to the worker with NODE_EXTRA_CA_CERTS, or renew that of the target.',
  },
  ACTION_NOT_OFFERED: {
    retry: 'never',
    summary: 'The target does not offer the action that was asked for.',
    fix: 'Ask for one of those named in the message, or do it by hand.',
  },
  ANSWER_TOO_LARGE: {
    retry: 'never',
    summary: 'An answer was longer than what is read.',
    fix: 'Ask for less, or check that the address belongs to the service meant.',
  },
  ANSWER_MALFORMED: {
    retry: 'backoff',
    summary: 'An answer is not what the protocol says.',
    fix: 'Check that the address belongs to the service meant, and its version; it is retried, as targets that are starting answer so.',
  },
  REDIRECT_REFUSED: {
    retry: 'never',
    summary: 'A redirect was not followed.',
    fix: 'Name the final address in the inventory or in `with`.',
  },
  READING_UNKNOWN: {
    retry: 'backoff',
    summary:
      'A reading is absent, not a number, stale, or otherwise not to be trusted. Unknown is never safe.',
    fix: 'Mend the sensor or what collects it; it is read again.',
  },
  WRITE_NOT_TAKEN: {
    retry: 'backoff',
    summary: 'The target accepted a change, but reads back otherwise.',
    fix: 'Look at the target: something else sets it, or it cannot take this value.',
  },
  OUTLET_CARRIES_LOAD: {
    retry: 'never',
    summary: 'An outlet that undo would switch off carries load.',
    fix: 'Shut down what it feeds first, or leave it on; what serves is never powered off by undo.',
  },
  COMMAND_MISSING: {
    retry: 'never',
    summary: 'The program of a command is not there, or may not be run.',
    fix: 'Install it on every worker, or give its full path in `argv`.',
  },
  COMMAND_FAILED: {
    retry: 'backoff',
    summary: 'A command ended with a failure.',
    fix: 'Read its output in the message; run it by hand to see more.',
  },
  SECRET_MISSING: {
    retry: 'never',
    summary: 'A secret could not be read.',
    fix: 'Set the variable or file that the reference names, for every worker.',
  },
  CONNECTOR_UNKNOWN: {
    retry: 'never',
    summary: 'This worker has no connector of the name that the plan uses.',
    fix: 'Run workers of the version that compiled the plan; `blackstart connectors` lists what there is.',
  },
  CONNECTOR_FAULT: {
    retry: 'never',
    summary: 'A connector failed in a way that its catalogue does not know.',
    fix: 'Look at the target, then retry the step; report it as a fault of the connector.',
  },
  EXPECT_NOT_MET: {
    retry: 'backoff',
    summary: 'A call succeeded, but `expect` is not true of what it gave.',
    fix: 'Read the result in the message; mend the target, or correct `expect` in the runbook.',
  },
  POLL_NEVER_TRUE: {
    retry: 'never',
    summary: 'A check did not come true, or did not stay so, within its time.',
    fix: 'Read the last reading in the message and mend what it shows; `blackstart retry STEP --reason TEXT` polls again.',
  },
  FEED_NOT_LIVE: {
    retry: 'never',
    summary: 'None of the feeds of a wave has been energised.',
    fix: 'Energise one of the feeds named in the message, then retry.',
  },
  TARGET_SERVES: {
    retry: 'never',
    summary: 'The call would take power from something that serves; undo and make-safe never do.',
    fix: 'Take the traffic away from the service named in the message first.',
  },
  SECTION_OPEN_AGAIN: {
    retry: 'never',
    summary: 'A section that was on reads as open, and no permit covers closing it again.',
    fix: 'Give new permit readings and the sign-off at the power gate, then `blackstart resume --feed FEED --cause TEXT`.',
  },
  INTERLOCK_UNSAFE: {
    retry: 'never',
    summary: 'An interlock of a feed did not read as safe; a reading that is unknown never is.',
    fix: 'Bring the reading named in the message back to where it is safe, then retry; nothing more was started.',
  },
  POWER_ROOM_SHORT: {
    retry: 'never',
    summary: 'A feed has no room for the next server of a wave, and none came free.',
    fix: 'Take load off the feed, or skip the wave; its servers that are up stay up.',
  },
  WAVE_OVER_TOLERANCE: {
    retry: 'never',
    summary: 'More servers of a wave failed than `tolerate` allows; the wave starts no more.',
    fix: 'Look at the servers listed, mend or take them out; retry goes on with those that are not up.',
  },
  SECTION_NOT_ON: {
    retry: 'never',
    summary: 'A section of a PDU was closed, and reads as off or unknown.',
    fix: 'Look for a breaker that tripped and why; retry closes the section again.',
  },
  RESTORE_POLICY_WRONG: {
    retry: 'never',
    summary: 'Servers would start by themselves when power returns.',
    fix: 'Set the restore policy of the servers listed to always-off with redfish.restore-policy, then retry.',
  },
  WORKER_SHUTDOWN: {
    retry: 'backoff',
    summary: 'The worker that made a call was told to end.',
    fix: 'None: the call is taken up again by another worker.',
  },
} as const;
