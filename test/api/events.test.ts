import { connect, type AddressInfo } from 'node:net';
import { openPowerGate as openGate } from '../support/view-plan';
import { ApiRig, TINY, type Browser } from './api-rig';
import { poll } from '../support/poll';

/*
 * Server-sent events over a real connection. Entries come from the same ledger file through a connection of its own,
 * as the worker writes them.
 */

interface Told {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: { readonly seq?: number; readonly to?: number };
}

/** A stream as a browser holds it, until it is cut. */
class Stream {
  private text = '';
  private readonly socket;

  constructor(port: number, page: Browser, path: string, headers: readonly string[] = []) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    this.socket.on('error', () => undefined);
    this.socket.write(
      [
        `GET /api/v1${path} HTTP/1.1`,
        'host: 127.0.0.1:4000',
        `cookie: ${page.cookie}`,
        ...headers,
        '',
        '',
      ].join('\r\n'),
    );
  }

  get status(): number {
    return Number(/^HTTP\/1.1 (\d+)/.exec(this.text)?.[1] ?? 0);
  }

  get head(): string {
    return this.text.split('\r\n\r\n')[0] ?? '';
  }

  get isOver(): boolean {
    return this.socket.closed || this.text.endsWith('0\r\n\r\n');
  }

  /** Events that have come whole. */
  events(): readonly Told[] {
    const body = this.text.slice(this.head.length + 4).replaceAll(/^[0-9a-f]+\r\n|\r\n/gm, '');
    return body
      .split('\n\n')
      .slice(0, -1)
      .flatMap((block) => {
        const line = (name: string): string | undefined =>
          block
            .split('\n')
            .find((one) => one.startsWith(`${name}: `))
            ?.slice(name.length + 2);
        const event = line('event');
        const data = line('data');
        if (event === undefined || data === undefined) return [];
        return [{ id: line('id'), event, data: JSON.parse(data) as Told['data'] }];
      });
  }

  seqs(): readonly (number | undefined)[] {
    return this.events()
      .filter(({ event }) => event === 'entry')
      .map(({ data }) => data.seq);
  }

  cut(): void {
    this.socket.destroy();
  }
}

describe('events of a recovery', () => {
  let rig: ApiRig;
  let page: Browser;
  let port: number;
  const path = `/recoveries/${TINY}/events`;
  const streams: Stream[] = [];

  const open = (at = path, ...headers: readonly string[]): Stream => {
    const stream = new Stream(port, page, at, headers);
    streams.push(stream);
    return stream;
  };
  const upTo = (seq: number): number[] => Array.from({ length: seq }, (_, i) => i + 1);
  const has = (stream: Stream, seq: number): Promise<true> =>
    poll(() => Promise.resolve(stream.seqs().at(-1) === seq ? true : undefined), 5000);

  beforeEach(async () => {
    rig = await ApiRig.make();
    page = await rig.browser().enterAs('cy');
    await rig.server.listen({ host: '127.0.0.1', port: 0 });
    port = (rig.server.server.address() as AddressInfo).port;
  });

  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.cut();
    await rig.remove();
  });

  it('tell what was there and then what comes, in order, each once', async () => {
    const before = rig.driver.entries.length;
    const stream = open();
    await has(stream, before);

    openGate(rig.driver);
    for (const entry of rig.driver.entries.slice(before)) await rig.ledger.append(TINY, [entry]);

    const last = rig.driver.entries.length;
    await has(stream, last);
    expect(stream.seqs()).toEqual(upTo(last));
    expect(stream.head).toMatch(/content-type: text\/event-stream/i);
    expect(stream.head).toMatch(/content-security-policy/i);
    expect(stream.events().map(({ event }) => event)).toContain('temporal');
  });

  it('go on after the last that was seen, by header or by address', async () => {
    openGate(rig.driver);
    await rig.ledger.append(TINY, rig.driver.entries);
    const last = rig.driver.entries.length;

    const byHeader = open(path, 'last-event-id: 3');
    const byAddress = open(`${path}?after=3`);
    const both = open(`${path}?after=1`, 'last-event-id: 3');
    for (const stream of [byHeader, byAddress, both]) {
      await has(stream, last);
      expect(stream.seqs()).toEqual(upTo(last).slice(3));
    }
  });

  it('miss nothing and double nothing however often they are cut while entries come', async () => {
    const before = rig.driver.entries.length;
    openGate(rig.driver);
    const { entries } = rig.driver;
    const seen: (number | undefined)[] = [];
    let last = '0';
    const writing = (async () => {
      for (const entry of entries.slice(before)) await rig.ledger.append(TINY, [entry]);
    })();
    for (let cuts = 0; seen.length < entries.length; cuts += 1) {
      const stream = open(path, `last-event-id: ${last}`);
      await poll(() => Promise.resolve(stream.seqs().length > 0 ? true : undefined), 5000);
      stream.cut();
      const got = stream.events().filter(({ event }) => event === 'entry');
      seen.push(...got.map(({ data }) => data.seq));
      last = got.at(-1)?.id ?? last;
      expect(cuts).toBeLessThan(entries.length);
    }
    await writing;

    expect(seen).toEqual(upTo(entries.length));
  });

  it('say when entries at the end gave way to others, and tell those', async () => {
    const before = rig.driver.entries.length;
    openGate(rig.driver);
    const fresh = rig.driver.entries.slice(before);
    await rig.ledger.append(TINY, fresh, { run: 'r', history: 10 });
    const live = open();
    await has(live, rig.driver.entries.length);

    // The workflow task that wrote them was lost, and done again otherwise.
    const [first, second] = fresh.map((entry) => ({ ...entry, at: '2022-10-15T09:00:00.000Z' }));
    await rig.ledger.append(TINY, [first!, second!], { run: 'r', history: 10 });

    const rewound = await poll(
      () => Promise.resolve(live.events().find(({ event }) => event === 'rewound')),
      5000,
    );
    expect(rewound.data.to).toBe(before);
    await has(live, second!.seq);
    expect(live.seqs().slice(-2)).toEqual([first!.seq, second!.seq]);

    const late = open(path, `last-event-id: ${String(rig.driver.entries.length)}`);
    await has(late, second!.seq);
    expect(late.events().filter(({ event }) => event !== 'temporal')).toMatchObject([
      { event: 'rewound', data: { to: before } },
      { event: 'entry', data: { seq: first!.seq } },
      { event: 'entry', data: { seq: second!.seq } },
    ]);
    const knowing = open(
      path,
      `last-event-id: ${late.events().findLast(({ id }) => id !== undefined)?.id ?? ''}`,
    );
    await poll(() => Promise.resolve(knowing.events().length > 0 ? true : undefined), 5000);
    expect(knowing.events().map(({ event }) => event)).toEqual(['temporal']);
  });

  it('tell of progress that no entry tells of', async () => {
    const stream = open();
    await has(stream, rig.driver.entries.length);
    const told = await poll(async () => {
      await rig.ledger.recordProgress({
        recovery: TINY,
        node: 'restore/feed-a/w1',
        at: new Date(rig.driver.now + stream.events().length).toISOString(),
        counts: { total: 10, ready: Math.random() },
      });
      return stream.events().some(({ event }) => event === 'progress') ? true : undefined;
    }, 5000);
    expect(told).toBe(true);
  });

  it('end with the session that they were opened in', async () => {
    const stream = open();
    await has(stream, rig.driver.entries.length);

    await page.send('DELETE', '/session');

    const isOver = await poll(() => Promise.resolve(stream.isOver ? true : undefined), 6000);
    expect(isOver).toBe(true);
  });

  it.each(['x', '-1', '1.', '99999999999999', "1' or 1"])('refuse the place %j', async (place) => {
    const answer = await page.get(`${path}?after=${encodeURIComponent(place)}`);

    expect(answer.statusCode).toBe(400);
  });

  it('are refused of a recovery that is not there, and without a session', async () => {
    expect((await page.get('/recoveries/none/events')).statusCode).toBe(404);
    expect((await rig.browser().get(path)).statusCode).toBe(401);
  });

  it('tell whoever shows a list that it has changed', async () => {
    const stream = open('/events');
    const changes = (): readonly Told[] =>
      stream.events().filter(({ event }) => event === 'changed');
    await poll(() => Promise.resolve(changes().length === 1 ? true : undefined), 5000);

    await rig.list('another', '2022-10-16T00:00:00.000Z');

    await poll(() => Promise.resolve(changes().length === 2 ? true : undefined), 5000);
    expect(changes()[1]).toMatchObject({ data: { recoveries: ['another'] } });
  });
});
