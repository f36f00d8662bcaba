import { orderLayers, type Segment } from './layer-order';
import { spaceLayers, type Cell } from './layer-spacing';

/** Pixels, from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Stands in a layer of its own kind before or after all others. */
  readonly pin?: 'first' | 'last';
}

/** From the box that is first to the one that needs it. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** Where it leaves or meets the box, from the left side of it; spread by itself where not given. */
  readonly leavesAt?: number;
  readonly meetsAt?: number;
  /** How much it matters that it is straight; 1 where not given. */
  readonly weight?: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Rect>;
  /** Way of each link, in the order given. Points above each other are joined straight, others between layers. */
  readonly routes: readonly (readonly Point[])[];
}

const LAYER_GAP = 48;
/** Beside a layer that holds no box, only what goes through. */
const PORT_GAP = 26;
const SPREAD = 24;
const CORNER = 20;

/** Places boxes in layers from top to bottom and leads links between them, past every box. */
export function layeredLayout(boxes: readonly Box[], links: readonly Link[]): Layout {
  const depths = depthsOf(boxes, links);
  const cells: (Cell & { readonly height: number })[] = boxes.map(({ width, height }) => ({
    width,
    height,
    isBox: true,
  }));
  const layers = boxes.reduce<number[][]>((made, { id }, cell) => {
    const depth = depths.get(id) ?? 0;
    while (made.length <= depth) made.push([]);
    made[depth]?.push(cell);
    return made;
  }, []);
  const indices = new Map(boxes.map(({ id }, cell) => [id, cell]));
  /** Cells that each link goes through; the upper one is first. */
  const chains = links.map(({ from, to }) => {
    const ends = [indices.get(from) ?? 0, indices.get(to) ?? 0] as const;
    const chain = [ends[0]];
    for (let depth = (depths.get(from) ?? 0) + 1; depth < (depths.get(to) ?? 0); depth += 1) {
      const through = cells.push({ width: 0, height: 0, isBox: false }) - 1;
      layers[depth]?.push(through);
      chain.push(through);
    }
    return [...chain, ends[1]];
  });
  const segments = chains.flatMap((chain, link) =>
    chain.slice(1).map((lower, i): Segment => [chain[i] ?? 0, lower, links[link]?.weight ?? 1]),
  );
  const ordered = orderLayers(layers, segments);
  const centres = spaceLayers(ordered, cells, segments);
  return placed(boxes, links, { cells, layers: ordered, centres, chains });
}

/** Longest way to each box from one that needs nothing, counted in links; undefined where they go in a ring. */
export function longestPaths(
  ids: readonly string[],
  links: readonly Pick<Link, 'from' | 'to'>[],
): ReadonlyMap<string, number> | undefined {
  const depths = new Map(ids.map((id) => [id, 0]));
  const open = new Map(ids.map((id) => [id, 0]));
  const after = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of links) {
    after.get(from)?.push(to);
    open.set(to, (open.get(to) ?? 0) + 1);
  }
  const ready = ids.filter((id) => open.get(id) === 0);
  for (const id of ready) {
    for (const next of after.get(id) ?? []) {
      depths.set(next, Math.max(depths.get(next) ?? 0, (depths.get(id) ?? 0) + 1));
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return ready.length === ids.length ? depths : undefined;
}

function depthsOf(boxes: readonly Box[], links: readonly Link[]): ReadonlyMap<string, number> {
  const free = boxes.filter(({ pin }) => pin === undefined).map(({ id }) => id);
  const isFree = new Set(free);
  const between = links.filter(({ from, to }) => isFree.has(from) && isFree.has(to));
  // Compile refuses rings; were there one, boxes would stand in the order given.
  const paths = longestPaths(free, between) ?? new Map(free.map((id, i) => [id, i]));
  const top = boxes.some(({ pin }) => pin === 'first') ? 1 : 0;
  const bottom = top + Math.max(-1, ...paths.values()) + 1;
  return new Map(
    boxes.map(({ id, pin }) => {
      if (pin === 'first') return [id, 0];
      return [id, pin === 'last' ? bottom : top + (paths.get(id) ?? 0)];
    }),
  );
}

interface Cells {
  readonly cells: readonly (Cell & { readonly height: number })[];
  readonly layers: readonly (readonly number[])[];
  readonly centres: readonly number[];
  readonly chains: readonly (readonly number[])[];
}

/** Turns cells into pixels. */
function placed(
  boxes: readonly Box[],
  links: readonly Link[],
  { cells, layers, centres, chains }: Cells,
): Layout {
  const lefts = cells.map(({ width }, cell) => (centres[cell] ?? 0) - width / 2);
  const least = lefts.reduce((a, b) => Math.min(a, b), Infinity);
  const left = lefts.map((x) => Math.round(x - least));
  const bands = new Map<number, Band>();
  const isBare = (layer: readonly number[] = []): boolean =>
    layer.every((cell) => cells[cell]?.height === 0);
  let height = 0;
  layers.forEach((layer, depth) => {
    const top =
      depth === 0
        ? 0
        : height + (isBare(layer) || isBare(layers[depth - 1]) ? PORT_GAP : LAYER_GAP);
    height = layer.reduce((most, cell) => Math.max(most, top + (cells[cell]?.height ?? 0)), top);
    for (const cell of layer) bands.set(cell, { top, bottom: height });
  });
  const bandOf = (cell: number): Band => bands.get(cell) ?? { top: 0, bottom: 0 };
  const leaving = endsOf(links, chains, 'leavesAt', left, cells);
  const meeting = endsOf(links, chains, 'meetsAt', left, cells);
  const routes = chains.map((chain, link) => {
    const [first, last] = [chain.at(0) ?? 0, chain.at(-1) ?? 0];
    const [start, end] = [leaving.get(link) ?? 0, meeting.get(link) ?? 0];
    return [
      { x: start, y: bandOf(first).top + (cells[first]?.height ?? 0) },
      { x: start, y: bandOf(first).bottom },
      ...chain.slice(1, -1).flatMap((cell) => {
        const { top, bottom } = bandOf(cell);
        return [top, bottom].map((y) => ({ x: left[cell] ?? 0, y }));
      }),
      { x: end, y: bandOf(last).top },
    ];
  });
  const rects = boxes.map(({ id, width, height: own }, cell): [string, Rect] => [
    id,
    { x: left[cell] ?? 0, y: bandOf(cell).top, width, height: own },
  ]);
  const right = cells.reduce(
    (most, { width }, cell) => Math.max(most, (left[cell] ?? 0) + width),
    0,
  );
  return { width: right, height, boxes: new Map(rects), routes };
}

interface Band {
  readonly top: number;
  readonly bottom: number;
}

/** Where each link leaves or meets its box: as it says, or spread in the order of where they come from. */
function endsOf(
  links: readonly Link[],
  chains: readonly (readonly number[])[],
  end: 'leavesAt' | 'meetsAt',
  left: readonly number[],
  cells: readonly Cell[],
): ReadonlyMap<number, number> {
  const [own, next] = end === 'leavesAt' ? [0, 1] : [-1, -2];
  const ends = new Map<number, number>();
  const byBox = new Map<number, { readonly link: number; readonly from: number }[]>();
  links.forEach((link, i) => {
    const [box, other] = [chains[i]?.at(own) ?? 0, chains[i]?.at(next) ?? 0];
    const at = link[end];
    const from = (left[other] ?? 0) + (cells[other]?.width ?? 0) / 2;
    if (at === undefined) byBox.set(box, [...(byBox.get(box) ?? []), { link: i, from }]);
    else ends.set(i, (left[box] ?? 0) + at);
  });
  for (const [box, list] of byBox) {
    const sorted = [...list].sort((a, b) => a.from - b.from);
    const half = (cells[box]?.width ?? 0) / 2;
    const middle = balance(sorted.map(({ link }) => links[link]?.weight ?? 1));
    const most = Math.max(middle, sorted.length - 1 - middle, 1);
    const step = Math.min(SPREAD, Math.max(0, half - CORNER) / most);
    sorted.forEach(({ link }, i) => {
      ends.set(link, Math.round((left[box] ?? 0) + half + (i - middle) * step));
    });
  }
  return ends;
}

/** Place of the centre among ends: amid those that weigh most, so that what matters is straight. */
function balance(weights: readonly number[]): number {
  const most = Math.max(...weights);
  const places = weights.flatMap((weight, i) => (weight === most ? [i] : []));
  return ((places.at(0) ?? 0) + (places.at(-1) ?? 0)) / 2;
}
