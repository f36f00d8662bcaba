import { FaultySite } from '../__fixtures__/faulty-site';
import { FaultError } from './fault-board';

const MINUTE = 60_000;

describe('when faults begin', () => {
  it('waits for the nth event of what a pattern names, and a while after it', () => {
    const small = new FaultySite({
      fault: 'feed-lost',
      target: 'feed-b',
      on: { target: 'server:*', value: 'booting', nth: 2, after: '30s' },
    });
    small.energise();
    small.turnOn('a1');
    small.pass(3000);
    expect(small.board.list()[0]?.status).toBe('waiting');

    small.turnOn('a2');
    small.pass(31_999);
    expect(small.board.list()[0]?.status).toBe('waiting');
    small.pass(1);

    expect(small.board.list()[0]).toMatchObject({ id: 'feed-lost-1', status: 'on' });
  });

  it('waits for what happens at the PDU of a feed, and for the value of a call', () => {
    const small = new FaultySite(
      { fault: 'bmc-hangs', target: 'a1', on: { target: 'feed:feed-a', value: 'power-on' } },
      { fault: 'bmc-hangs', target: 'a2', on: { target: 'service:login', value: 25 } },
    );
    small.pass(0);
    expect(small.site.faults.hung.has('a1')).toBe(true);
    small.share('login', 5);
    expect(small.site.faults.hung.has('a2')).toBe(false);

    small.share('login', 25);

    expect(small.site.faults.hung.has('a2')).toBe(true);
  });

  it('is called off while it waits, and lists what is over', () => {
    const small = new FaultySite({ fault: 'feed-lost', target: 'feed-b', at: '5m', id: 'late' });

    expect(small.board.clear('late')).toBe(true);
    small.pass(10 * MINUTE);

    expect(small.board.list()).toMatchObject([{ id: 'late', status: 'over' }]);
    expect(small.site.isLit('pdu-b')).toBe(true);
    expect(small.board.clear('nobody')).toBe(false);
  });

  it.each([
    [
      { fault: 'feed-lost', target: 'pdu-x' },
      "no power node or feed 'pdu-x'; did you mean 'pdu-a'",
    ],
    [{ fault: 'ups-on-battery', target: 'grid-a' }, "no ups or feed 'grid-a'"],
    [{ fault: 'bmc-hangs', target: 'a[1-9]' }, "no server 'a5'"],
    [{ fault: 'bmc-wrong-serial', target: 'a1', as: 'zz' }, "no server 'zz'"],
    [{ fault: 'cut', target: 'nobody.small.example' }, 'no host of the inventory'],
    [{ fault: 'service-fails', target: 'logon' }, "did you mean 'login'"],
    [
      { fault: 'service-fails', target: 'login', on: { target: 'server:zz', value: 'ready' } },
      "no server 'zz'",
    ],
    [
      { fault: 'service-fails', target: 'login', on: { target: 'rack:r1', value: 'ready' } },
      "'rack' is nothing that the journal names",
    ],
  ])('refuses %j', (fault, why) => {
    const small = new FaultySite();

    expect(() => small.add(fault)).toThrow(FaultError);
    expect(() => small.add(fault)).toThrow(why);
  });

  it('is the same story for the same seed', () => {
    const tell = (): readonly unknown[] => {
      const small = new FaultySite(
        {
          fault: 'feed-lost',
          target: 'feed-a',
          on: { target: 'server:*', value: 'ready' },
          for: '5m',
        },
        { fault: 'service-flaps', target: 'login', at: '30m' },
      );
      small.energise();
      small.bringUp('a1', 'd1', 'd2');
      return small.events;
    };

    expect(tell()).toEqual(tell());
  });
});
