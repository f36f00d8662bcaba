import {
  layeredLayout,
  longestPaths,
  type Box,
  type Layout,
  type Point,
  type Rect,
} from './layered-layout';

/** What may stand in a group, by the id of that group. */
interface Member {
  readonly id: string;
  readonly group?: string;
}

export interface FramedBox extends Member {
  readonly width: number;
  readonly height: number;
}

/** From the box that is first to the one that needs it. */
export interface FramedLink {
  readonly from: string;
  readonly to: string;
  /** How much it matters that it is straight. */
  readonly weight: number;
}

export interface FramedLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Rect>;
  /** By id of the group, outer ones first; a group whose frame would have to hold strangers has none. */
  readonly frames: ReadonlyMap<string, Rect>;
  /** Way of each link, in the order given; see {@link Layout}. */
  readonly routes: readonly (readonly Point[])[];
}

/** Room above what is in a frame, for its title. */
const FRAME_TITLE = 34;
const FRAME_SIDE = 20;
const FRAME_LEAST = 260;
/** The scope of what is in no frame; other scopes are frames, by their key. */
const ROOT = '';
const FRAME = 'frame:';

/** Places boxes in layers, each group as a drawing in the drawing: links that leave it go through its frame. */
export function framedLayout(
  boxes: readonly FramedBox[],
  groups: readonly Member[],
  links: readonly FramedLink[],
): FramedLayout {
  const scopes = unringed(parentsOf(boxes, groups), links);
  const drawings = new Map<string, Drawing>();
  const whole = draw(ROOT, scopes, new Map(boxes.map((box) => [box.id, box])), drawings);
  const found = {
    boxes: new Map<string, Rect>(),
    frames: new Map<string, Rect>(),
    ways: new Map<Piece, readonly Point[]>(),
  };
  collect(ROOT, { x: 0, y: 0 }, { scopes, drawings, ...found });
  const { width, height } = whole.layout;
  const routes = scopes.ways.map((pieces) =>
    pieces.flatMap((piece) => found.ways.get(piece) ?? []),
  );
  return { width, height, boxes: found.boxes, frames: found.frames, routes };
}

/** Box or frame → the scope it stands in. */
type Parents = ReadonlyMap<string, string>;

function parentsOf(boxes: readonly FramedBox[], groups: readonly Member[]): Parents {
  const known = new Set(groups.map(({ id }) => id));
  const scopeOf = ({ group }: Member): string =>
    group !== undefined && known.has(group) ? FRAME + group : ROOT;
  return new Map([
    ...groups.map((group): [string, string] => [FRAME + group.id, scopeOf(group)]),
    ...boxes.map((box): [string, string] => [box.id, scopeOf(box)]),
  ]);
}

/** Part of a link in one scope; at the edge of the scope it ends in a port. */
interface Piece extends FramedLink {
  readonly scope: string;
  /** Port in the frame that it leaves or enters. */
  readonly leaves?: string;
  readonly meets?: string;
}

interface Scopes {
  readonly parents: Parents;
  readonly pieces: ReadonlyMap<string, readonly Piece[]>;
  /** Pieces of each link, in order. */
  readonly ways: readonly (readonly Piece[])[];
}

/** Parts the links by scope, without those frames that would wait for themselves. */
function unringed(parents: Parents, links: readonly FramedLink[]): Scopes {
  const ways = links.map((link, i) => piecesOf(link, i, parents));
  const pieces = new Map<string, Piece[]>();
  for (const piece of ways.flat()) {
    const list = pieces.get(piece.scope);
    if (list === undefined) pieces.set(piece.scope, [piece]);
    else list.push(piece);
  }
  for (const [scope, list] of pieces) {
    const items = itemsOf(parents, scope);
    const inner = list.filter(({ from, to }) => parents.has(from) && parents.has(to));
    if (longestPaths(items, inner) !== undefined) continue;
    const frame = items.find((item) => item.startsWith(FRAME) && isInRing(item, inner));
    if (frame !== undefined) return unringed(without(parents, frame), links);
  }
  return { parents, pieces, ways };
}

function itemsOf(parents: Parents, scope: string): readonly string[] {
  return [...parents].filter(([, parent]) => parent === scope).map(([item]) => item);
}

function without(parents: Parents, frame: string): Parents {
  const outer = parents.get(frame) ?? ROOT;
  return new Map(
    [...parents]
      .filter(([item]) => item !== frame)
      .map(([item, parent]) => [item, parent === frame ? outer : parent]),
  );
}

function isInRing(item: string, links: readonly FramedLink[]): boolean {
  const reached = new Set<string>();
  const next = [item];
  for (const at of next) {
    for (const { from, to } of links) {
      if (from !== at || reached.has(to)) continue;
      reached.add(to);
      next.push(to);
    }
  }
  return reached.has(item);
}

/** Up through every frame round the first box, across, and down through every frame round the other. */
function piecesOf(link: FramedLink, index: number, parents: Parents): readonly Piece[] {
  const { from, to, weight } = link;
  const up = chainOf(from, parents);
  const down = chainOf(to, parents);
  while (up.length > 1 && down.length > 1 && up.at(-1) === down.at(-1)) {
    up.pop();
    down.pop();
  }
  const [out, into] = [`out:${index}`, `in:${index}`];
  const rising = up.slice(0, -1).map((item, i): Piece => ({
    scope: parents.get(item) ?? ROOT,
    from: item,
    to: out,
    weight,
    ...(i === 0 ? {} : { leaves: out }),
  }));
  const falling = down.slice(0, -1).map((item, i): Piece => ({
    scope: parents.get(item) ?? ROOT,
    from: into,
    to: item,
    weight,
    ...(i === 0 ? {} : { meets: into }),
  }));
  const [a, b] = [up.at(-1) ?? from, down.at(-1) ?? to];
  const across: Piece = {
    scope: parents.get(a) ?? ROOT,
    from: a,
    to: b,
    weight,
    ...(up.length > 1 ? { leaves: out } : {}),
    ...(down.length > 1 ? { meets: into } : {}),
  };
  return [...rising, across, ...falling.reverse()];
}

/** A box and the frames round it, inner ones first. */
function chainOf(id: string, parents: Parents): string[] {
  const chain = [id];
  for (let at = parents.get(id); at !== undefined && at !== ROOT; at = parents.get(at))
    chain.push(at);
  return chain;
}

interface Drawing {
  readonly layout: Layout;
  readonly width: number;
  readonly height: number;
  /** Room left of what is in it. */
  readonly inset: number;
}

/** Draws a scope after all that is in it, and keeps every drawing. */
function draw(
  scope: string,
  scopes: Scopes,
  sizes: ReadonlyMap<string, FramedBox>,
  drawings: Map<string, Drawing>,
): Drawing {
  const items = itemsOf(scopes.parents, scope).map((id): Box => {
    const { width, height } = id.startsWith(FRAME)
      ? draw(id, scopes, sizes, drawings)
      : (sizes.get(id) ?? { width: 0, height: 0 });
    return { id, width, height };
  });
  const pieces = scopes.pieces.get(scope) ?? [];
  const ports = pieces.flatMap(({ from, to }): readonly Box[] => [
    ...(scopes.parents.has(from) ? [] : [{ id: from, width: 0, height: 0, pin: 'first' } as const]),
    ...(scopes.parents.has(to) ? [] : [{ id: to, width: 0, height: 0, pin: 'last' } as const]),
  ]);
  const portAt = (frame: string, port: string): number => {
    const inner = drawings.get(frame);
    return (inner?.layout.boxes.get(port)?.x ?? 0) + (inner?.inset ?? 0);
  };
  const links = pieces.map(({ from, to, weight, leaves, meets }) => ({
    from,
    to,
    weight,
    ...(leaves === undefined ? {} : { leavesAt: portAt(from, leaves) }),
    ...(meets === undefined ? {} : { meetsAt: portAt(to, meets) }),
  }));
  const layout = layeredLayout([...items, ...ports], links);
  const width = Math.max(FRAME_LEAST, layout.width + 2 * FRAME_SIDE);
  const drawing = {
    layout,
    width,
    height: layout.height + FRAME_TITLE + FRAME_SIDE,
    inset: Math.round((width - layout.width) / 2),
  };
  drawings.set(scope, drawing);
  return drawing;
}

interface Collected {
  readonly scopes: Scopes;
  readonly drawings: ReadonlyMap<string, Drawing>;
  readonly boxes: Map<string, Rect>;
  readonly frames: Map<string, Rect>;
  readonly ways: Map<Piece, readonly Point[]>;
}

/** Moves what is in a scope to where the scope stands in the whole. */
function collect(scope: string, corner: Point, all: Collected): void {
  const layout = all.drawings.get(scope)?.layout;
  const moved = ({ x, y }: Point): Point => ({ x: corner.x + x, y: corner.y + y });
  (all.scopes.pieces.get(scope) ?? []).forEach((piece, i) => {
    all.ways.set(piece, (layout?.routes[i] ?? []).map(moved));
  });
  for (const item of itemsOf(all.scopes.parents, scope)) {
    const own = layout?.boxes.get(item);
    if (own === undefined) continue;
    const rect = { ...own, ...moved(own) };
    const inner = all.drawings.get(item);
    if (inner === undefined) {
      all.boxes.set(item, rect);
      continue;
    }
    all.frames.set(item.slice(FRAME.length), rect);
    collect(item, { x: rect.x + inner.inset, y: rect.y + FRAME_TITLE }, all);
  }
}
