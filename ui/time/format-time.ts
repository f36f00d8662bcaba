import type { Texts } from '../texts/en';

/** A moment on the clocks of a zone: `18:59:12`, and the offset of the zone then: `UTC+9`. */
export interface ClockTime {
  /** With the date where it is not today. */
  readonly text: string;
  readonly offset: string;
}

/** A moment as a zone's clocks show it; `zone` undefined is the reader's own. */
export function clockTime(at: string, zone: string | undefined, language: string): ClockTime {
  const date = new Date(at);
  const [clock, day] = formats(zone, language);
  const isToday = day.format(date) === day.format(Date.now());
  const text = isToday ? clock.format(date) : `${day.format(date)} ${clock.format(date)}`;
  return { text, offset: offsetOf(date, zone) };
}

/** Offset of a zone at a moment, such as `UTC+9`. */
function offsetOf(date: Date, zone: string | undefined): string {
  const parts = kept(
    `offset ${zone ?? ''}`,
    () => new Intl.DateTimeFormat('en', { ...inZone(zone), timeZoneName: 'shortOffset' }),
  ).formatToParts(date);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  return name.replace('GMT', 'UTC');
}

const made = new Map<string, Intl.DateTimeFormat>();

function kept(key: string, make: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found;
}

function formats(
  zone: string | undefined,
  language: string,
): readonly [Intl.DateTimeFormat, Intl.DateTimeFormat] {
  const key = `${zone ?? ''} ${language}`;
  return [
    kept(
      `clock ${key}`,
      () =>
        new Intl.DateTimeFormat(language, {
          ...inZone(zone),
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
          hourCycle: 'h23',
        }),
    ),
    kept(
      `day ${key}`,
      () => new Intl.DateTimeFormat(language, { ...inZone(zone), day: 'numeric', month: 'short' }),
    ),
  ];
}

/** A zone that this browser does not know is shown as UTC. */
function inZone(zone: string | undefined): { timeZone?: string } {
  if (zone === undefined) return {};
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return { timeZone: zone };
  } catch {
    return { timeZone: 'UTC' };
  }
}

/** A length of time in words. */
export function durationText(ms: number, { time }: Texts): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return time.duration(Math.floor(hours / 24), hours % 24, minutes % 60, seconds % 60);
}

/** A length of time as a clock shows it: `1:05:09`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
