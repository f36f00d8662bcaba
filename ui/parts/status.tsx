import type { ReactElement } from 'react';
import type { NodeStatus, RunStatus, Service } from '../api/types';
import { useTexts } from '../texts/texts';

/** How a status feels; never told by colour alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'idle';

type Shape = 'circle' | 'half' | 'diamond' | 'square' | 'tick' | 'dash' | 'cross' | 'back' | 'bars';

/** Shape and tone of each status, whatever has it. */
const LOOKS: Readonly<Record<NodeStatus | RunStatus | Service['status'], readonly [Shape, Tone]>> =
  {
    pending: ['circle', 'idle'],
    running: ['half', 'busy'],
    waiting: ['diamond', 'warn'],
    held: ['square', 'bad'],
    done: ['tick', 'good'],
    skipped: ['dash', 'idle'],
    denied: ['cross', 'bad'],
    failed: ['cross', 'bad'],
    undone: ['back', 'idle'],
    paused: ['bars', 'warn'],
    stopped: ['square', 'bad'],
    aborting: ['back', 'bad'],
    aborted: ['cross', 'bad'],
    unsafe: ['cross', 'bad'],
    down: ['circle', 'idle'],
    starting: ['half', 'busy'],
    ramping: ['half', 'busy'],
    enabled: ['tick', 'good'],
  };

/** Tone of a status. */
export function toneOf(status: keyof typeof LOOKS): Tone {
  return LOOKS[status][1];
}

/** The shape that stands for a status; says nothing to a screen reader, the word beside it does. */
export function StatusShape({
  status,
  size = 16,
}: {
  readonly status: keyof typeof LOOKS;
  readonly size?: number;
}): ReactElement {
  const [shape, tone] = LOOKS[status];
  return (
    <svg
      className={`tone-${tone}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
    >
      {drawing(shape)}
    </svg>
  );
}

function drawing(shape: Shape): ReactElement {
  switch (shape) {
    case 'circle':
      return <circle cx="8" cy="8" r="6" />;
    case 'half':
      return (
        <>
          <circle cx="8" cy="8" r="6" />
          <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none" />
        </>
      );
    case 'diamond':
      return <path d="M8 1.5 14.5 8 8 14.5 1.5 8z" fill="currentColor" fillOpacity="0.3" />;
    case 'square':
      return <rect x="2" y="2" width="12" height="12" rx="1" fill="currentColor" />;
    case 'tick':
      return <path d="m2.5 8.5 4 4 7-9" strokeWidth="2.5" />;
    case 'dash':
      return <path d="M3 8h10" strokeDasharray="3 2" />;
    case 'cross':
      return <path d="m3 3 10 10M13 3 3 13" strokeWidth="2.5" />;
    case 'back':
      return <path d="M6 3 2.5 6.5 6 10M3 6.5h6a4 4 0 0 1 0 7H6" />;
    case 'bars':
      return <path d="M5 2.5v11M11 2.5v11" strokeWidth="3" />;
  }
}

/** Status of a step or a part of one: shape and word. */
export function NodeMark({ status }: { readonly status: NodeStatus }): ReactElement {
  return <Mark status={status} word={useTexts().nodeStatus[status]} />;
}

/** Status of a recovery: shape and word. */
export function RunMark({ status }: { readonly status: RunStatus }): ReactElement {
  return <Mark status={status} word={useTexts().runStatus[status]} />;
}

/** Status of a service: shape and word. */
export function ServiceMark({ status }: { readonly status: Service['status'] }): ReactElement {
  return <Mark status={status} word={useTexts().serviceStatus[status]} />;
}

function Mark({
  status,
  word,
}: {
  readonly status: keyof typeof LOOKS;
  readonly word: string;
}): ReactElement {
  return (
    <span className={`status tone-${LOOKS[status][1]}`}>
      <StatusShape status={status} />
      {word}
    </span>
  );
}
