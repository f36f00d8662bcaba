/** Ids of a circle of needs, its first repeated at the end; undefined where there is none. */
export function findCycle(
  ids: readonly string[],
  needsOf: (id: string) => readonly string[],
): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  for (const root of ids) {
    if (state.has(root)) continue;
    const path: { id: string; next: number }[] = [{ id: root, next: 0 }];
    state.set(root, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = needsOf(top.id)[top.next];
      top.next += 1;
      if (need === undefined) {
        state.set(top.id, 'done');
        path.pop();
      } else if (state.get(need) === 'open') {
        const from = path.findIndex((step) => step.id === need);
        return [...path.slice(from).map((step) => step.id), need];
      } else if (!state.has(need)) {
        state.set(need, 'open');
        path.push({ id: need, next: 0 });
      }
    }
  }
  return undefined;
}

/** Most names of a circle that a message shows. */
const MOST_SHOWN = 12;

/** A circle for people; of a long one its beginning and end. */
export function circleText(circle: readonly string[]): string {
  const shown =
    circle.length <= MOST_SHOWN
      ? circle
      : [
          ...circle.slice(0, MOST_SHOWN - 2),
          `… ${String(circle.length - MOST_SHOWN)} more …`,
          ...circle.slice(-2),
        ];
  return shown.join(' → ');
}
