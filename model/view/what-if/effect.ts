/** Acts whose effect can be seen first. */
export const WHAT_IF_ACTS = [
  'stop',
  'abort',
  'undo',
  'retry',
  'skip',
  'pause',
  'resume',
  'waive',
] as const;
export type WhatIfAct = (typeof WHAT_IF_ACTS)[number];

/** What somebody is about to say. */
export interface WhatIfAsked {
  readonly act: WhatIfAct;
  /** Step or part of one; empty for the whole run. */
  readonly step: string;
  readonly feed?: string;
  readonly interlock?: string;
  /** Authored milliseconds. */
  readonly forMs?: number;
}

/** One thing that would happen to one target. */
export interface Effect {
  /** `leave`: what stays as it is, and should be known; `cannot`: what would not be done, and why. */
  readonly does:
    'cancel' | 'ask' | 'put-back' | 'call' | 'start' | 'go-on' | 'hold' | 'leave' | 'cannot';
  readonly node: string;
  readonly target: string;
  readonly effect: string;
}

/** What an act would do, as the ledger stands now; nothing was sent. */
export interface WhatIf {
  readonly recovery: string;
  readonly act: WhatIfAct;
  readonly step: string | null;
  readonly summary: string;
  /** Why it would be refused as things stand; null where nothing is known against it. */
  readonly refused: string | null;
  /** In the order in which they would happen. */
  readonly effects: readonly Effect[];
}

/** Part of {@link WhatIf} that each act works out. */
export type Outcome = Pick<WhatIf, 'summary' | 'refused' | 'effects'>;
