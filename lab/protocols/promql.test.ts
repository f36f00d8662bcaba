import fc from 'fast-check';
import type { Sample } from '../site/metrics';
import { evaluateQuery, QueryError } from './promql';

const LOADS: readonly Sample[] = [
  { labels: { feed: 'a', hall: 'north' }, value: 4 },
  { labels: { feed: 'b', hall: 'north' }, value: 2 },
  { labels: { feed: 'c', hall: 'south' }, value: 1 },
];

function series(name: string): readonly Sample[] {
  return name === 'load' ? LOADS : [];
}

function values(query: string): readonly number[] {
  const secondsOf = (ms: number): number => ms / 1000;
  const result = evaluateQuery(query, { series, secondsOf, sampledAt: 1000 });
  return result.type === 'scalar' ? [result.value] : result.samples.map(({ value }) => value);
}

function assertAnswersOrRefuses(query: string): void {
  try {
    values(query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
}

describe('queries of the lab', () => {
  it.each([
    ['load', [4, 2, 1]],
    ["load{feed='b'}", [2]],
    ['load{feed!="b", hall="north"}', [4]],
    ['load{feed=~"a|c"}', [4, 1]],
    ['load{feed!~"a.*"}', [2, 1]],
    ['load{rack=""}', [4, 2, 1]],
    ['max(load)', [4]],
    ['min(load{hall="north"})', [2]],
    ['sum by (hall) (load)', [6, 1]],
    ['sum(load) by (hall)', [6, 1]],
    ['avg(load{hall="north"})', [3]],
    ['count(load)', [3]],
    ['max(sum by (hall) (load))', [6]],
    ['max(unknown)', []],
    ['min(timestamp(load{hall="north"}))', [1000]],
    ['timestamp(unknown)', []],
    ['1.5', [1.5]],
  ])('answers %s', (query, expected) => {
    expect(values(query)).toEqual(expected);
  });

  it.each([
    '',
    'load{',
    'load[5m]',
    'rate(load)',
    'max(',
    'max(1)',
    '{feed="a"}',
    'load{feed=a}',
    'load{feed=~"("}',
    'load load',
  ])('refuses %p', (query) => {
    expect(() => values(query)).toThrow(QueryError);
  });

  it('refuses whatever it cannot read, and never fails otherwise', () => {
    const part = fc.constantFrom(
      'max',
      'by',
      'load',
      '(',
      ')',
      '{',
      '}',
      '=',
      '=~',
      '"a"',
      "'",
      ',',
      '1',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join('')),
        ),
        (query) => {
          assertAnswersOrRefuses(query);
        },
      ),
    );
  });
});
