import { randomOf, drawShare } from './random';
import { Scheduler } from './scheduler';

describe('scheduler', () => {
  it('runs what is due in order of time, and what is due together in the order it was set', () => {
    const scheduler = new Scheduler();
    const ran: string[] = [];
    const set = (ms: number, name: string): void => {
      scheduler.after(ms, () => ran.push(`${name}@${scheduler.now}`));
    };

    set(20, 'late');
    set(10, 'first');
    set(10, 'second');
    scheduler.after(5, () => set(5, 'third'));
    scheduler.advanceTo(15);

    expect(ran).toEqual(['first@10', 'second@10', 'third@10']);
    expect([scheduler.now, scheduler.nextAt]).toEqual([15, 20]);
  });

  it('runs nothing that was called off, and knows no time for it', () => {
    const scheduler = new Scheduler();
    const ran: string[] = [];
    const cancel = scheduler.after(10, () => ran.push('no'));

    cancel();
    scheduler.advanceTo(100);

    expect(ran).toEqual([]);
    expect(scheduler.nextAt).toBeUndefined();
  });
});

describe('randomness', () => {
  it('gives each name a stream of its own, the same for the same seed', () => {
    const draw = (seed: number, name: string): readonly number[] => {
      const random = randomOf(seed, name);
      return [random.next(), random.next(), random.next()];
    };

    expect(draw(1, 'a1')).toEqual(draw(1, 'a1'));
    expect(draw(1, 'a1')).not.toEqual(draw(1, 'a2'));
    expect(draw(1, 'a1')).not.toEqual(draw(2, 'a1'));
  });

  it('is spread evenly and normally over names', () => {
    const names = Array.from({ length: 4000 }, (_, i) => `a${i}`);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const even = names.map((name) => randomOf(3, name).next());
    const normal = names.map((name) => randomOf(3, name).normal());

    expect(mean(even)).toBeCloseTo(0.5, 1);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value * value))).toBeCloseTo(1, 1);
  });

  it('draws a share exactly, whatever the order of the names', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];

    const drawn = drawShare(1, 'dead', names, 2);

    expect(drawn.size).toBe(2);
    expect(drawShare(1, 'dead', [...names].reverse(), 2)).toEqual(drawn);
  });
});
