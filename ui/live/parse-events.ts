/** One server-sent event. */
export interface StreamEvent {
  /** Empty where it has none. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Cuts a text of server-sent events into events; what is not whole yet is handed back. */
export function parseEvents(text: string): { events: readonly StreamEvent[]; rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  const events = blocks.map(eventOf).filter((event) => event !== undefined);
  return { events, rest };
}

function eventOf(block: string): StreamEvent | undefined {
  const found = { id: '', event: 'message', data: '' };
  for (const line of block.split('\n')) {
    const [, field, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
    if (field === 'id') found.id = value ?? '';
    if (field === 'event') found.event = value ?? '';
    if (field === 'data') found.data = value ?? '';
  }
  return found.data === '' ? undefined : found;
}
