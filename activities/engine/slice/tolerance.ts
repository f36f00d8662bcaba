import type { SliceServer, WaveSlice } from '../../../model/plan/plan';

/** Failures that may come of the power rather than of one machine; a wave bears fewer of them. */
const ELECTRICAL = new Set(['WRITE_NOT_TAKEN', 'INTERLOCK_UNSAFE', 'SECTION_NOT_ON']);

interface Failed {
  readonly i: number;
  readonly code: string;
}

/** What is over a limit of `tolerate`, in words; undefined while the wave bears it. */
export function overTolerance(
  tolerate: WaveSlice['tolerate'],
  servers: readonly SliceServer[],
  failed: readonly Failed[],
): string | undefined {
  const electrical = failed.filter(({ code }) => ELECTRICAL.has(code));
  if (electrical.length > tolerate.electrical)
    return `${String(electrical.length)} failed electrically, ${String(tolerate.electrical)} are tolerated`;
  const perRack = new Map<string, number>();
  for (const { i } of failed) {
    const rack = servers[i]?.rack ?? '';
    perRack.set(rack, (perRack.get(rack) ?? 0) + 1);
  }
  for (const [rack, count] of perRack) {
    if (count > tolerate.oneRack)
      return `${String(count)} failed in rack ${rack}, ${String(tolerate.oneRack)} are tolerated`;
  }
  const others = failed.length - electrical.length;
  return others > tolerate.other
    ? `${String(others)} failed, ${String(tolerate.other)} are tolerated`
    : undefined;
}
