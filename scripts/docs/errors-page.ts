import { ERRORS } from '../../model/errors';
import { row } from './markdown';

/** Reference of the error catalogue. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, entry]) => row(`\`${code}\``, entry.summary, entry.retry, entry.fix));
  return [
    '# Errors',
    '',
    'Generated from `model/errors.ts` by `npm run docs`. Codes are never reused.',
    '`backoff` is tried again by itself, `never` only after somebody mended something.',
    '',
    '| Code | What happened | Retry | What to do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
