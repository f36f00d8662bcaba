/** One server-sent event; data is JSON, which holds no line breaks. */
export function eventText(event: string, data: unknown, id?: string): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Tells the browser how soon to come back, ms, and is sent at once, so that it knows that it is connected. */
export const OPENING = 'retry: 1000\n: welcome\n\n';

/** Says that the connection lives. */
export const KEEP_ALIVE = ': alive\n\n';

/** How long nothing may be sent, ms. */
export const KEEP_ALIVE_MS = 3000;

/** How often a stream looks whether Temporal answers and its session goes on, ms. */
export const LOOK_MS = 2000;
