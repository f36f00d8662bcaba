/** Cells that a line joins, from the upper layer to the one below it, and how much it matters that it is straight. */
export type Segment = readonly [upper: number, lower: number, weight: number];

/** Another cell, and the weight of the line to it. */
export type Neighbour = readonly [cell: number, weight: number];

const SWEEPS = 12;

/** Cells of each layer from left to right, so that lines cross little: by barycentre, in sweeps down and up. */
export function orderLayers(
  layers: readonly (readonly number[])[],
  segments: readonly Segment[],
): readonly (readonly number[])[] {
  const above = neighbours(segments, 'above');
  const below = neighbours(segments, 'below');
  let order = layers;
  let best = { order, crossings: crossingsOf(order, segments) };
  for (let sweep = 0; sweep < SWEEPS && best.crossings > 0; sweep += 1) {
    order = sweep % 2 === 0 ? swept(order, above) : swept([...order].reverse(), below).reverse();
    const crossings = crossingsOf(order, segments);
    if (crossings < best.crossings) best = { order, crossings };
  }
  return best.order;
}

/** The cells that each cell is joined to, on one side of it. */
export function neighbours(
  segments: readonly Segment[],
  side: 'above' | 'below',
): ReadonlyMap<number, readonly Neighbour[]> {
  const found = new Map<number, Neighbour[]>();
  for (const [upper, lower, weight] of segments) {
    const [cell, other] = side === 'above' ? [lower, upper] : [upper, lower];
    const list = found.get(cell);
    if (list === undefined) found.set(cell, [[other, weight]]);
    else list.push([other, weight]);
  }
  return found;
}

/** Sorts each layer by where the neighbours stand in the layer before it; cells without any keep their place. */
function swept(
  layers: readonly (readonly number[])[],
  joined: ReadonlyMap<number, readonly Neighbour[]>,
): (readonly number[])[] {
  const done: (readonly number[])[] = [];
  const places = new Map<number, number>();
  for (const layer of layers) {
    const keys = new Map(
      layer.map((cell, i) => [cell, mean(joined.get(cell), places) ?? (i + 0.5) / layer.length]),
    );
    const sorted = [...layer].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
    sorted.forEach((cell, i) => places.set(cell, (i + 0.5) / sorted.length));
    done.push(sorted);
  }
  return done;
}

function mean(
  cells: readonly Neighbour[] | undefined,
  places: ReadonlyMap<number, number>,
): number | undefined {
  if (cells === undefined) return undefined;
  return cells.reduce((sum, [cell]) => sum + (places.get(cell) ?? 0), 0) / cells.length;
}

function crossingsOf(layers: readonly (readonly number[])[], segments: readonly Segment[]): number {
  const layerOf = new Map<number, number>();
  const placeOf = new Map<number, number>();
  layers.forEach((layer, depth) => {
    layer.forEach((cell, place) => {
      layerOf.set(cell, depth);
      placeOf.set(cell, place);
    });
  });
  const gaps = new Map<number, (readonly [number, number])[]>();
  for (const [upper, lower] of segments) {
    const depth = layerOf.get(upper) ?? 0;
    const ends = [placeOf.get(upper) ?? 0, placeOf.get(lower) ?? 0] as const;
    const gap = gaps.get(depth);
    if (gap === undefined) gaps.set(depth, [ends]);
    else gap.push(ends);
  }
  let count = 0;
  for (const lines of gaps.values()) {
    lines.forEach(([a, b], i) => {
      for (const [c, d] of lines.slice(i + 1)) if ((a - c) * (b - d) < 0) count += 1;
    });
  }
  return count;
}
