import fc from 'fast-check';
import { enoughServers } from './enough-servers';

const lanes = fc.array(fc.nat(6), { minLength: 1, maxLength: 6 });
const capacity = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);

describe('what a service waits for', () => {
  it('holds exactly when enough of its servers are up, for every set of lanes that has come', () => {
    fc.assert(
      fc.property(lanes, capacity, (sizes, share) => {
        const waveOf = new Map<string, { node: string; lane: string }>();
        const servers = sizes.flatMap((size, lane) =>
          Array.from({ length: size }, (_, i) => {
            const id = `l${lane}-${i}`;
            waveOf.set(id, { node: `r/lane${lane}/w${i + 1}`, lane: `r/lane${lane}` });
            return id;
          }),
        );
        const { needs, needsAny } = enoughServers({ servers, capacity: share }, waveOf);
        const total = servers.length;

        for (let bits = 0; bits < 1 << sizes.length; bits += 1) {
          const up = sizes.reduce((sum, size, lane) => sum + ((bits >> lane) & 1 ? size : 0), 0);
          const has = (node: string) => ((bits >> Number(/lane(\d+)/.exec(node)?.[1])) & 1) === 1;
          const holds = needs.every(has) && needsAny.every((group) => group.some(has));

          expect(holds).toBe(total - up <= Math.floor(total * (1 - share) + 1e-9));
        }
      }),
    );
  });

  it('is the last wave of each lane, the tenth after the second', () => {
    const waveOf = new Map([
      ['a', { node: 'r/feed-a/w10', lane: 'r/feed-a' }],
      ['b', { node: 'r/feed-a/w2', lane: 'r/feed-a' }],
    ]);

    expect(enoughServers({ servers: ['a', 'b', 'gone'], capacity: 1 }, waveOf)).toEqual({
      needs: ['r/feed-a/w10'],
      needsAny: [],
    });
  });

  it('is every lane, where there are too many to weigh', () => {
    const waveOf = new Map(
      Array.from(
        { length: 30 },
        (_, i) => [`s${i}`, { node: `r/l${i}/w1`, lane: `r/l${i}` }] as const,
      ),
    );

    expect(
      enoughServers({ servers: [...waveOf.keys()], capacity: 0.5 }, waveOf).needs,
    ).toHaveLength(30);
  });
});
