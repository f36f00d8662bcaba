/** Most members that one folded range may stand for. */
const MOST_MEMBERS = 100_000;

/** Members of an id or a folded range: `a[008-011]` is a008, a009, a010, a011. Undefined where it is no range. */
export function expandFolded(text: string): readonly string[] | undefined {
  const range = /^([^[\]]*)\[(\d+)-(\d+)\]([^[\]]*)$/.exec(text);
  if (range === null) return text.includes('[') ? undefined : [text];
  const [, before = '', first = '', last = '', after = ''] = range;
  const from = Number(first);
  const to = Number(last);
  if (to < from || to - from >= MOST_MEMBERS) return undefined;
  const width = first.startsWith('0') ? first.length : 0;
  return Array.from(
    { length: to - from + 1 },
    (_, i) => `${before}${String(from + i).padStart(width, '0')}${after}`,
  );
}

/** A text with `{id}` replaced by the id of a member. */
export function forMember(text: string, id: string): string {
  return text.replaceAll('{id}', id);
}
