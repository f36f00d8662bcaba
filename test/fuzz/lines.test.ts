import fc from 'fast-check';
import { answeredPorts, NOW, objectsAt } from './answered-ports';
import { fuzzRuns } from './fuzz-runs';
import { decimal } from './told';
import { WatchedFeed } from './watched-feed';

/* The line protocols: upsd of NUT, and HAProxy's runtime API. */

const LIST = [
  'BEGIN LIST VAR ups-a',
  'VAR ups-a battery.charge "98"',
  'VAR ups-a device.model "Say \\"when\\""',
  'VAR ups-a ups.load "41.5"',
  'VAR ups-a ups.status "OL CHRG"',
  'END LIST VAR ups-a',
];
const PDU = JSON.stringify({ PowerWatts: { Reading: 12500 }, PowerState: 'On' });
const UPS = {
  uses: 'nut.read',
  with: { ups: 'ups-a' },
  expect: "'OL' in result.status && !('OVER' in result.status) && result.loadPercent <= 80.0",
};

const oddLine = fc.oneof(
  fc.constantFrom(
    ...[
      'VAR ups-a ups.status "OB DISCHRG"',
      'VAR ups-a ups.status "OL"',
      'VAR ups-a ups.status ""',
    ],
    ...['VAR ups-b ups.status "OL"', 'VAR ups-a ups.status OL', 'VAR ups-a ups.status "OL', 'ERR'],
    ...[
      'VAR ups-a ups.status "OL OB"',
      'VAR ups-a ups.status "OL OVER"',
      'VAR ups-a ups.status "OL WAIT"',
    ],
    ...[
      'VAR ups-a ups.status "ol"',
      'VAR ups-a ups.status "OL,CHRG"',
      'VAR ups-a ups.status "\\O\\L"',
    ],
    ...[
      'VAR ups-a ups.load "NaN"',
      'VAR ups-a ups.load "-5"',
      'VAR ups-a ups.load "1e1"',
      'VAR ups-a ups.load "0"',
    ],
    ...[
      'VAR ups-a ups.load "99.9"',
      'VAR ups-a ups.load " 5"',
      'VAR ups-a ups.load ""',
      'OK',
      '',
      ' ',
    ],
    ...[
      'ERR DATA-STALE',
      'ERR DRIVER-NOT-CONNECTED',
      'ERR UNKNOWN-UPS',
      'ERR toString',
      'ERR __proto__',
    ],
    ...[
      'VAR ups-a __proto__ "OL"',
      'VAR ups-a constructor "5"',
      'END LIST VAR ups-b',
      'BEGIN LIST VAR ups-a',
    ],
    ...['END LIST VAR ups-a', 'HTTP/1.1 400 Bad Request', '<html>', 'VAR ups-a ups.status "ОL"'],
    `VAR ups-a ups.load "${'1'.repeat(400)}"`,
    `VAR ups-a ups.model "${'x'.repeat(60_000)}"`,
  ),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
  fc.double().map((load) => `VAR ups-a ups.load "${String(load)}"`),
);
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    how: fc.constantFrom('replace', 'insert', 'drop', 'swap', 'cut', 'stop'),
    line: oddLine,
  }),
  { minLength: 1, maxLength: 4 },
);

const spoiledList = edits.map((list) =>
  list.reduce<readonly string[]>((lines, { at, how, line }) => {
    const i = at % Math.max(lines.length, 1);
    const here = lines[i] ?? '';
    if (lines.length === 0 || how === 'stop') return lines.slice(0, i);
    if (how === 'drop') return lines.toSpliced(i, 1);
    if (how === 'insert') return lines.toSpliced(i, 0, line);
    if (how === 'swap') return [...lines.slice(i), ...lines.slice(0, i)];
    return lines.with(i, how === 'cut' ? here.slice(0, at % Math.max(here.length, 1)) : line);
  }, LIST),
);

/** Whether upsd said, in one whole list, that the UPS is on line, not overloaded, and by how much it is loaded. */
function isGoodList(lines: readonly string[]): boolean {
  const end = lines.indexOf('END LIST VAR ups-a');
  if (end < 1 || lines[0] !== 'BEGIN LIST VAR ups-a') return false;
  const said = lines.slice(1, end).map((line) => /^VAR ups-a (\S+) "(.*)"$/s.exec(line));
  const values = (name: string) =>
    said.filter((one) => one?.[1] === name).map((one) => one?.[2] ?? '');
  const [status = '', secondStatus] = values('ups.status');
  const [load, secondLoad] = values('ups.load');
  const words = status.replaceAll('\\', '').split(/\s+/);
  const bad = ['OB', 'OVER', 'WAIT'];
  const percent = decimal(load?.trim());
  return (
    said.every((one) => one !== null) &&
    secondStatus === undefined &&
    secondLoad === undefined &&
    words.includes('OL') &&
    !words.some((word) => bad.includes(word)) &&
    percent >= 0 &&
    percent <= 80
  );
}

function feedOf(lines: readonly string[]): WatchedFeed {
  const ports = answeredPorts(
    () => ({ body: PDU }),
    (sent) => (sent === 'LIST VAR ups-a' ? lines : []),
  );
  return new WatchedFeed(objectsAt('ups.example'), () => ports);
}

describe('the status of a UPS', () => {
  it('is safe where upsd answers as it should', async () => {
    expect(await feedOf(LIST).isSafe(UPS)).toBe(true);
  });

  it('is never safe by lines that are no good reading, and no line crashes its reader', async () => {
    await fc.assert(
      fc.asyncProperty(spoiledList, async (lines) => {
        const feed = feedOf(lines);
        await feed.call('nut.read', UPS.with);

        return !(await feed.isSafe(UPS)) || isGoodList(lines);
      }),
      fuzzRuns(600),
    );
  });
});

const statuses = fc
  .shuffledSubarray(['OL', 'OB', 'LB', 'OVER', 'WAIT', 'CHRG', 'BYPASS', 'ol', 'OL,', 'O', 'L', ''])
  .map((words) => words.join(' '));
const loads = fc.oneof(
  fc.constantFrom(
    '41.5',
    '0',
    '80',
    '80.1',
    '-1',
    '1e1',
    'NaN',
    '',
    '0x10',
    '٥',
    '5,5',
    '1'.repeat(400),
  ),
  fc.double().map(String),
);

it('a UPS is never safe by words that contradict each other, nor by a load that is no number', async () => {
  await fc.assert(
    fc.asyncProperty(statuses, loads, async (status, load) => {
      const lines = LIST.with(3, `VAR ups-a ups.load "${load}"`).with(
        4,
        `VAR ups-a ups.status "${status}"`,
      );

      return !(await feedOf(lines).isSafe(UPS)) || isGoodList(lines);
    }),
    fuzzRuns(400),
  );
});

describe('a service that lets one line drip now and then', () => {
  it.each([
    ['nut.read', UPS.with],
    ['haproxy.weight', { service: 'talk', weight: 25 }],
  ])('holds %s no longer than the whole answer may take', async (uses, input) => {
    let now = NOW;
    const ports = answeredPorts(() => ({ body: PDU }));
    const drip = (): Promise<string> => {
      now += 4900;
      return Promise.resolve(now === NOW + 4900 ? 'BEGIN LIST VAR ups-a' : `VAR ups-a v${now} "5"`);
    };
    const connection = { send: () => Promise.resolve(), readLine: drip, close: () => undefined };
    const feed = new WatchedFeed(objectsAt('slow.example'), () => ({
      ...ports,
      tcp: { connect: () => Promise.resolve(connection) },
      clock: { ...ports.clock, now: () => now },
    }));

    expect(await feed.call(uses, input)).toEqual({ ok: false, code: 'TARGET_NO_ANSWER' });
    expect(now - NOW).toBeLessThan(15_000);
  });
});

const WEIGHT = /^(\d+) \(initial (\d+)\)$/;
const said = fc.oneof(
  fc.constantFrom(
    ...[
      '5 (initial 100)',
      '25 (initial 100)',
      '25 (initial 256)',
      '0 (initial 0)',
      '-5 (initial 100)',
    ],
    ...[
      '25 (initial',
      '5',
      '',
      'No such server.',
      'Permission denied',
      'Unknown command',
      '0x5 (initial 100)',
    ],
    ...[
      '25.5 (initial 100)',
      '5 (initial 100) 5 (initial 100)',
      '٥ (initial 100)',
      'NaN (initial NaN)',
    ],
    ...[
      '25 (initial 100) ',
      '257 (initial 100)',
      '100 (initial 25)',
      `${'9'.repeat(400)} (initial ${'9'.repeat(400)})`,
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
  fc.tuple(fc.nat(300), fc.nat(300)).map(([now, initial]) => `${now} (initial ${initial})`),
);
const usual = (text: string) => fc.oneof(fc.constant(text), said);

/** How far a weight, as HAProxy says it, is from 25 %. */
function offBy(text: string): number {
  const [, now = 'NaN', initial = 'NaN'] = WEIGHT.exec(text.trim()) ?? [];
  return Number(now) > 256 || Number(initial) > 256 ? NaN : Number(now) - Number(initial) / 4;
}

describe('the weight of a service', () => {
  it('counts as set only where HAProxy was silent and reads it back; no answer crashes its reader', async () => {
    await fc.assert(
      fc.asyncProperty(
        usual('5 (initial 100)'),
        usual(''),
        usual('25 (initial 100)'),
        async (first, taken, second) => {
          const answers = [first, second];
          const ports = answeredPorts(
            () => ({ body: '' }),
            (sent) => [sent.startsWith('get') ? (answers.shift() ?? '') : taken, ''],
          );
          const feed = new WatchedFeed(objectsAt('lb.example'), () => ports);
          const called = await feed.call('haproxy.weight', { service: 'talk', weight: 25 });

          const [was, is] = [offBy(first), offBy(second)];
          if (!called.ok) return true;
          return was === 0 || (!Number.isNaN(was) && Math.abs(is) < 1 && taken.trim() === '');
        },
      ),
      fuzzRuns(600),
    );
  });
});
