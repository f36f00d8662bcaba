import type { Style } from './style';
import { plain } from './text';

/** A time of day such as `14:03:10`, in the zone of the style. */
export function clock(iso: string, style: Style): string {
  return format(iso, style, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** A text with the times of day in place of its ISO 8601 times. */
export function clocked(text: string, style: Style): string {
  return plain(text).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) => clock(iso, style));
}

/** A date and time such as `2022-10-15 15:30:02`. */
export function dateTime(iso: string, style: Style): string {
  const date = format(iso, style, { year: 'numeric', month: '2-digit', day: '2-digit' });
  return `${date} ${clock(iso, style)}`;
}

function format(iso: string, style: Style, parts: Intl.DateTimeFormatOptions): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '?';
  // The Swedish form is ISO 8601's.
  return new Intl.DateTimeFormat('sv-SE', {
    ...parts,
    hourCycle: 'h23',
    ...(style.timeZone === undefined ? {} : { timeZone: style.timeZone }),
  }).format(at);
}

/** A span as a clock shows it: `0:07`, `12:40`, `2:20:05`, `3d 4:00:00`. */
export function spanText(seconds: number): string {
  const whole = Math.max(Math.floor(seconds), 0);
  const two = (n: number): string => String(n).padStart(2, '0');
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24];
  const [minutes, rest] = [Math.floor(whole / 60) % 60, two(whole % 60)];
  if (days > 0) return `${String(days)}d ${String(hours)}:${two(minutes)}:${rest}`;
  if (hours > 0) return `${String(hours)}:${two(minutes)}:${rest}`;
  return `${String(minutes)}:${rest}`;
}

/** Seconds from one time to another. */
export function secondsBetween(from: string, to: string | number): number {
  return ((typeof to === 'number' ? to : Date.parse(to)) - Date.parse(from)) / 1000;
}
