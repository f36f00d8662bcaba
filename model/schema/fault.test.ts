import { DRILL } from '../../test/support/scenario-texts';
import { loadAny } from '../source/load-file';
import { Fault } from './fault';

function loaded(faults: string): ReturnType<typeof loadAny> {
  return loadAny('f.yaml', new TextEncoder().encode(`${DRILL}faults:\n${faults}\n`));
}

describe('faults of a drill file', () => {
  it.each([
    ['- { fault: fed-lost, target: feed-a }', "Did you mean 'feed-lost'?"],
    ['- { fault: slow, target: x.example, delai: 5s }', "Did you mean 'delay'?"],
    ['- { fault: cut, target: x.example, at: 5m, on: { target: "server:a01", value: ready } }', ''],
    ['- { fault: cut, target: x.example, for: 0s }', ''],
    ['- { fault: cut, target: x.example, on: { target: a01, value: ready } }', ''],
    ['- { fault: clock-off, target: x.example, by: late }', ''],
    ['- { target: feed-a }', "Add 'fault: ...'."],
  ])('are refused where they hold a mistake: %s', (fault, fix) => {
    const { ok, problems } = loaded(fault);

    expect(ok).toBe(false);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.fix).toContain(fix);
  });

  it('have what is usual where nothing is said', () => {
    expect(Fault.parse({ fault: 'reconnect-storm', target: 'shop' })).toEqual({
      fault: 'reconnect-storm',
      target: 'shop',
      factor: 5,
      decay: '2m',
    });
  });
});
