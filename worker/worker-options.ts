import type { WorkerOptions } from '@temporalio/worker';

/** How every worker of the product behaves; tests run their workers the same way. */
export const WORKER_OPTIONS = {
  // A cancel reaches an activity by its heartbeat only, and a stop must bite within 2 s.
  maxHeartbeatThrottleInterval: '500ms',
  defaultHeartbeatThrottleInterval: '500ms',
  // What a killed worker had in its cache is offered to others after this.
  stickyQueueScheduleToStartTimeout: '500ms',
  // Calls that take longer than this hand over their checkpoint when the worker is told to end.
  shutdownGraceTime: '1s',
  // Waves and polls hold a slot for as long as they last.
  maxConcurrentActivityTaskExecutions: 500,
} as const satisfies Partial<WorkerOptions>;
