import type { Recovery } from '../../api/types';

/** Time of the site since the loss, ms: in the lab it may run faster than ours. It stands once the run has ended. */
export function authoredMs(
  { lostAt, speed, endedAt }: Pick<Recovery, 'lostAt' | 'speed' | 'endedAt'>,
  now: number,
): number {
  return sinceLoss({ lostAt, speed }, endedAt === null ? now : Date.parse(endedAt));
}

/** Time of the site between the loss and a moment, ms. */
export function sinceLoss(
  { lostAt, speed }: Pick<Recovery, 'lostAt' | 'speed'>,
  at: number,
): number {
  return Math.max(0, (at - Date.parse(lostAt)) * speed);
}
