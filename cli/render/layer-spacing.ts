import { neighbours, type Neighbour, type Segment } from './layer-order';

/** What stands in a layer: a box, or the place where a line passes through. */
export interface Cell {
  readonly width: number;
  readonly isBox: boolean;
}

const SWEEPS = 40;
const BOX_GAP = 32;
const LINE_GAP = 16;
/** Pull of a line by how many of its ends are boxes: long lines shall be straight. */
const PULL = [8, 2, 1] as const;

/** Centre of each cell from left to right: near its neighbours, in its order, and clear of the next one. */
export function spaceLayers(
  layers: readonly (readonly number[])[],
  cells: readonly Cell[],
  segments: readonly Segment[],
): readonly number[] {
  const above = neighbours(segments, 'above');
  const below = neighbours(segments, 'below');
  const centres = cells.map(() => 0);
  for (const layer of layers) settle(layer, cells, centres, new Map());
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isDown = sweep % 2 === 0;
    for (const layer of isDown ? layers : [...layers].reverse()) {
      const wishes = new Map<number, Wish>();
      for (const cell of layer) {
        const one = (isDown ? above : below).get(cell) ?? [];
        // The last sweeps look both ways, so that nothing hangs far to one side.
        const other = (isDown ? below : above).get(cell) ?? [];
        const near = sweep >= SWEEPS - 4 || one.length === 0 ? [...one, ...other] : one;
        const wish = wishOf(cell, near, cells, centres);
        if (wish !== undefined) wishes.set(cell, wish);
      }
      settle(layer, cells, centres, wishes);
    }
  }
  straighten(layers, cells, centres, above);
  return centres;
}

/** Moves what a line passes through to one place, as far as there is room. */
function straighten(
  layers: readonly (readonly number[])[],
  cells: readonly Cell[],
  centres: number[],
  above: ReadonlyMap<number, readonly Neighbour[]>,
): void {
  const runs = new Map<number, number[]>();
  for (const cell of layers.flat()) {
    if (cells[cell]?.isBox !== false) continue;
    const run = runs.get(above.get(cell)?.[0]?.[0] ?? -1) ?? [];
    runs.set(cell, run);
    run.push(cell);
  }
  const places = new Map<number, readonly [layer: readonly number[], place: number]>();
  for (const layer of layers) layer.forEach((cell, place) => places.set(cell, [layer, place]));
  for (const run of new Set(runs.values())) {
    const wish = run.reduce((sum, cell) => sum + (centres[cell] ?? 0), 0) / run.length;
    for (const cell of run) {
      const [layer, place] = places.get(cell) ?? [[], 0];
      const [left, right] = [layer[place - 1], layer[place + 1]];
      const least =
        left === undefined ? -Infinity : (centres[left] ?? 0) + apart(left, cell, cells);
      const most =
        right === undefined ? Infinity : (centres[right] ?? 0) - apart(cell, right, cells);
      centres[cell] = Math.min(Math.max(wish, least), Math.max(least, most));
    }
  }
}

interface Wish {
  readonly at: number;
  readonly weight: number;
}

function wishOf(
  cell: number,
  near: readonly Neighbour[],
  cells: readonly Cell[],
  centres: readonly number[],
): Wish | undefined {
  let weight = 0;
  let sum = 0;
  for (const [other, own] of near) {
    const boxes = Number(cells[cell]?.isBox === true) + Number(cells[other]?.isBox === true);
    const pull = (PULL[boxes] ?? 1) * own;
    weight += pull;
    sum += pull * (centres[other] ?? 0);
  }
  return weight === 0 ? undefined : { at: sum / weight, weight };
}

/** Least squares under "each clear of the one before": neighbours that would overlap are moved as one block. */
function settle(
  layer: readonly number[],
  cells: readonly Cell[],
  centres: number[],
  wishes: ReadonlyMap<number, Wish>,
): void {
  const blocks: { at: number; weight: number; size: number }[] = [];
  const offsets = offsetsOf(layer, cells);
  layer.forEach((cell, i) => {
    const wish = wishes.get(cell) ?? { at: centres[cell] ?? 0, weight: 0.001 };
    let block = { at: wish.at - (offsets[i] ?? 0), weight: wish.weight, size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.at > block.at; last = blocks.at(-1)) {
      const weight = last.weight + block.weight;
      const at = (last.at * last.weight + block.at * block.weight) / weight;
      block = { at, weight, size: last.size + block.size };
      blocks.pop();
    }
    blocks.push(block);
  });
  const starts = blocks.flatMap(({ at, size }) => Array<number>(size).fill(at));
  layer.forEach((cell, i) => {
    centres[cell] = (starts[i] ?? 0) + (offsets[i] ?? 0);
  });
}

/** How far right of the first centre each must stand at least. */
function offsetsOf(layer: readonly number[], cells: readonly Cell[]): readonly number[] {
  let offset = 0;
  return layer.map((cell, i) => {
    const left = layer[i - 1];
    if (left !== undefined) offset += apart(left, cell, cells);
    return offset;
  });
}

/** Least room between the centres of two cells beside each other. */
function apart(left: number, right: number, cells: readonly Cell[]): number {
  const [a, b] = [cells[left], cells[right]];
  if (a === undefined || b === undefined) return 0;
  return a.width / 2 + (a.isBox || b.isBox ? BOX_GAP : LINE_GAP) + b.width / 2;
}
