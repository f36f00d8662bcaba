import { whyOf } from './explained';
import { mutated, mutationsOf } from './mutations';
import { summaryOf, textOf, type Tried } from './report';
import { shuffled } from './sample';
import { randomOf } from '../../test/support/seeded-random';

const mutants = (text: string): readonly string[] =>
  mutationsOf('a.ts', text).map((mutation) => mutated(text, mutation));

describe('mutations of a source file', () => {
  it('change one operator, condition, statement or value at a time', () => {
    expect(mutants('if (a < b) f();')).toEqual([
      'if (!(a < b)) f();',
      'if (a <= b) f();',
      'if (a < b) ;',
    ]);
  });

  it.each([
    ['x = a && b', 'x = a || b'],
    ['x = a ?? b', 'x = b'],
    ['x = !a', 'x = a'],
    ['x = 9', 'x = 10'],
    ['x = 9', 'x = 8'],
    ['x = 15_000', 'x = 30000'],
    ['x = [1, 2]', 'x = []'],
    ['x = { ...a, b }', 'x = { ...{}, b }'],
    ['x = a.some(f)', 'x = a.every(f)'],
    ['x = a.filter(f)', 'x = a'],
    ['const f = () => a;', 'const f = () => undefined;'],
    ['while (a) { continue; }', 'while (a) { ; }'],
  ])('make of %p among others %p', (text, changed) => {
    expect(mutants(text)).toContain(changed);
  });

  it('leave types and imports as they are', () => {
    expect(mutants("import { a } from 'a';\ntype B = readonly [1, true];")).toEqual([]);
  });

  it('come in an order that follows from the seed', () => {
    const list = Array.from({ length: 50 }, (_, i) => i);

    expect(shuffled(list, randomOf(1))).toEqual(shuffled(list, randomOf(1)));
    expect(shuffled(list, randomOf(1))).not.toEqual(shuffled(list, randomOf(2)));
  });
});

describe('what became of mutants', () => {
  const [mutation] = mutationsOf('a.ts', '  x = a < b;');
  const tried = (fate: Tried['fate']): Tried => ({ mutation: mutation!, fate, by: 'why' });

  it('counts explained survivors apart, and not as killed', () => {
    const all = [tried('killed'), tried('explained'), tried('survived'), tried('killed')];
    const summary = summaryOf(1, all);

    expect(summary).toMatchObject({ killed: 2, explained: 1, survived: 1, percent: 50 });
    expect(textOf(all, summary)).toContain('2 of 4 mutants killed (50.0 %, wanted 90 %)');
  });

  it('finds explanations by file and text of the line, wherever it stands by now', () => {
    const entry = { file: 'a.ts', text: 'x = a < b;', what: mutation!.what, why: 'equal' };

    expect(whyOf([entry], { ...mutation!, line: 99 })).toBe('equal');
    expect(whyOf([entry], { ...mutation!, text: 'x = c < b;' })).toBeUndefined();
  });
});
