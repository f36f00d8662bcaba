import type { NodeStatus, RunStatus } from '../../model/run/state';
import type { ServiceView } from '../../model/view/recovery-view';

type Paint = (text: string) => string;

/** How output looks: colours that do nothing where none are wanted, signs, and the width to keep to. */
export interface Style {
  readonly width: number;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  /** IANA zone of the times shown; by default that of the machine. */
  readonly timeZone?: string;
}

/** Whether there is too little room for tables of many columns: a phone, or a pane of a split screen. */
export function isNarrow(style: Style): boolean {
  return style.width < 60;
}

/** A style without colours. */
export function plainStyle(width = 80, timeZone?: string): Style {
  return {
    width,
    bold: same,
    dim: same,
    red: same,
    green: same,
    yellow: same,
    cyan: same,
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

function same(text: string): string {
  return text;
}

const SIGNS = {
  pending: '·',
  running: '▸',
  waiting: '?',
  held: '!',
  done: '✓',
  skipped: '-',
  denied: '✗',
  failed: '✗',
  undone: '↶',
} as const satisfies Record<NodeStatus, string>;

/** One character for the status of a step, in its colour. */
export function statusSign(status: NodeStatus, style: Style): string {
  return statusPaint(status, style)(SIGNS[status]);
}

/** The colour that a status of a step, a service or a run is written in. */
export function statusPaint(
  status: NodeStatus | RunStatus | ServiceView['status'],
  style: Style,
): Paint {
  switch (status) {
    case 'pending':
    case 'skipped':
    case 'down':
      return style.dim;
    case 'running':
    case 'starting':
    case 'ramping':
      return style.cyan;
    case 'waiting':
    case 'paused':
      return style.yellow;
    case 'done':
    case 'enabled':
      return style.green;
    case 'held':
    case 'denied':
    case 'failed':
    case 'undone':
    case 'stopped':
    case 'aborting':
    case 'aborted':
    case 'unsafe':
      return style.red;
  }
}

/** One character for the status of a service, in its colour. */
export function serviceSign(status: ServiceView['status'], style: Style): string {
  const alike = {
    down: 'pending',
    starting: 'running',
    ramping: 'running',
    enabled: 'done',
    held: 'held',
    skipped: 'skipped',
  } as const satisfies Record<ServiceView['status'], NodeStatus>;
  return statusSign(alike[status], style);
}

/** A bar of `width` characters, filled by `share` (0 to 1). */
export function bar(share: number, width: number, style: Style): string {
  const full = Math.floor(Math.min(Math.max(share, 0), 1) * width + 1e-9);
  return style.green('█'.repeat(full)) + style.dim('░'.repeat(width - full));
}
