/** Those edges whose ends are also joined by a longer way: they say nothing that the others do not. */
export function impliedEdges(
  edges: readonly (readonly [string, string])[],
): ReadonlySet<readonly [string, string]> {
  const after = new Map<string, string[]>();
  for (const [from, to] of edges) {
    const list = after.get(from);
    if (list === undefined) after.set(from, [to]);
    else list.push(to);
  }
  return new Set(
    edges.filter(([from, to]) =>
      (after.get(from) ?? []).some((next) => next !== to && isReached(to, next, after)),
    ),
  );
}

function isReached(
  wanted: string,
  from: string,
  after: ReadonlyMap<string, readonly string[]>,
): boolean {
  const reached = new Set([from]);
  // A set gives what is added while it is walked.
  for (const at of reached) for (const next of after.get(at) ?? []) reached.add(next);
  return reached.has(wanted);
}
