import type { z } from 'zod';
import type { Drill } from '../../../model/schema/drill';

type AuthoredAnswer = NonNullable<z.input<typeof Drill>['people']>[number];

/** Steps that a fault may hold, and that are tried again until it has passed. */
const RETRIED = ['shed', 'energise', 'cooling', 'storage', 'restore', 'enable', 'undo'] as const;
const FEEDS = ['feed-a', 'feed-b', 'feed-c'] as const;

/**
 * Who answers what in every round: whatever is asked is given, a feed that tripped is taken up again once it is
 * signed off, and whatever is held is tried again until its fault has passed.
 */
export const PEOPLE: readonly AuthoredAnswer[] = [
  { person: 'bo', step: 'power-safe', act: 'lock', after: '1m' },
  { person: 'cy', step: 'power-safe', act: 'reading', value: 48, after: '1m' },
  { person: 'bo', step: 'power-safe', act: 'sign-off', after: '2m' },
  { person: 'cy', step: 'power-safe', act: 'sign-off', after: '3m' },
  { person: 'di', step: 'start-servers', act: 'approve', after: '1m' },
  { person: 'cy', step: 'start-servers', act: 'approve', after: '1m' },
  ...FEEDS.map((feed): AuthoredAnswer => {
    const cause = 'A loose joint, tightened';
    return { person: 'bo', act: 'resume', feed, cause, after: '2m', reason: cause };
  }),
  ...RETRIED.map((step): AuthoredAnswer => {
    const reason = 'Looked at, and tried again';
    return { person: 'di', step, act: 'retry', after: '5m', reason };
  }),
];
