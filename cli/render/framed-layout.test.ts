import fc from 'fast-check';
import { framedLayout, type FramedBox, type FramedLayout, type FramedLink } from './framed-layout';
import type { Rect } from './layered-layout';

interface Drawn {
  readonly boxes: readonly FramedBox[];
  readonly groups: readonly { readonly id: string; readonly group?: string }[];
  readonly links: readonly FramedLink[];
}

const GROUPS = [{ id: 'g' }, { id: 'h', group: 'g' }, { id: 'i' }];

/** Boxes that need only earlier ones, some of them in groups; a group may well wait for itself. */
const drawn: fc.Arbitrary<Drawn> = fc
  .array(
    fc.record({
      width: fc.integer({ min: 20, max: 120 }).map((half) => 2 * half),
      height: fc.integer({ min: 10, max: 90 }),
      group: fc.constantFrom(undefined, undefined, 'g', 'h', 'i'),
      needs: fc.array(fc.nat(), { maxLength: 4 }),
    }),
    { maxLength: 24 },
  )
  .map((rows) => ({
    groups: GROUPS,
    boxes: rows.map(({ width, height, group }, i) => ({
      id: `s${i}`,
      width,
      height,
      ...(group === undefined ? {} : { group }),
    })),
    links: rows.flatMap(({ needs }, i) =>
      i === 0
        ? []
        : [...new Set(needs.map((need) => need % i))].map((need) => ({
            from: `s${need}`,
            to: `s${i}`,
            weight: need % 2 === 0 ? 1 : 0.01,
          })),
    ),
  }));

const layoutOf = ({ boxes, groups, links }: Drawn): FramedLayout =>
  framedLayout(boxes, groups, links);

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function holds(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

test('no two boxes overlap, and none leaves the picture', () => {
  fc.assert(
    fc.property(drawn, (graph) => {
      const { boxes, width, height } = layoutOf(graph);
      const rects = [...boxes.values()];

      expect(rects).toHaveLength(graph.boxes.length);
      for (const [i, rect] of rects.entries()) {
        expect(holds({ x: 0, y: 0, width, height }, rect)).toBe(true);
        expect(rects.slice(i + 1).some((other) => overlap(rect, other))).toBe(false);
      }
    }),
  );
});

test('a frame holds what is in its group and nothing else', () => {
  fc.assert(
    fc.property(drawn, (graph) => {
      const { boxes, frames } = layoutOf(graph);
      const groupsOf = new Map([
        [undefined, []],
        ['g', ['g']],
        ['h', ['h', 'g']],
        ['i', ['i']],
      ]);

      for (const [id, frame] of frames) {
        for (const box of graph.boxes) {
          const rect = boxes.get(box.id);
          if (rect === undefined) throw new Error(`${box.id} is not drawn`);
          const isIn = groupsOf.get(box.group)?.includes(id) === true;
          expect(isIn ? holds(frame, rect) : !overlap(frame, rect)).toBe(true);
        }
      }
    }),
  );
});

test('every link goes down from its box to the other one, past all the rest', () => {
  fc.assert(
    fc.property(drawn, (graph) => {
      const { boxes, routes } = layoutOf(graph);

      for (const [i, { from, to }] of graph.links.entries()) {
        const route = routes[i] ?? [];
        const [a, b] = [boxes.get(from), boxes.get(to)];
        if (a === undefined || b === undefined) throw new Error('an end is not drawn');
        expect(route.at(0)?.y).toBe(a.y + a.height);
        expect(route.at(-1)?.y).toBe(b.y);
        for (const [k, end] of route.slice(1).entries()) {
          const start = route[k] ?? end;
          expect(end.y).toBeGreaterThanOrEqual(start.y);
          // The room that any curve between the two can take.
          const room = {
            x: Math.min(start.x, end.x),
            y: start.y,
            width: Math.abs(end.x - start.x),
            height: end.y - start.y,
          };
          expect([...boxes.values()].filter((rect) => overlap(rect, room))).toEqual([]);
        }
      }
    }),
  );
});

test('a group that waits for itself has no frame', () => {
  const box = { width: 40, height: 20 };
  const boxes = [
    { id: 'a', group: 'g', ...box },
    { id: 'x', ...box },
    { id: 'b', group: 'g', ...box },
    { id: 'y', group: 'i', ...box },
  ];
  const links = [
    { from: 'a', to: 'x', weight: 1 },
    { from: 'x', to: 'b', weight: 1 },
    { from: 'b', to: 'y', weight: 1 },
  ];

  const { frames } = framedLayout(boxes, [{ id: 'g' }, { id: 'i' }], links);

  expect([...frames.keys()]).toEqual(['i']);
});

test('steps that wait for each other in a ring are drawn all the same', () => {
  const boxes = ['a', 'b'].map((id) => ({ id, width: 40, height: 20 }));
  const links = [
    { from: 'a', to: 'b', weight: 1 },
    { from: 'b', to: 'a', weight: 1 },
  ];

  expect(framedLayout(boxes, [], links).boxes.size).toBe(2);
});
