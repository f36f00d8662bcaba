import fc from 'fast-check';
import { smallInventory } from '../__fixtures__/small-site';
import type { ChangingCall } from '../journal';
import type { Lab } from '../lab';
import { Site } from '../site/site';
import { siteSettings } from '../site/site-settings';
import { haproxySession } from './haproxy';
import type { LineSession } from './line-server';
import { nutSession } from './nut';
import { smtpSession } from './smtp';

const site = new Site(smallInventory(), siteSettings(1, undefined));
const calls: ChangingCall[] = [];
const lab: Lab = {
  read: (look) => look(site),
  change: (call, make) => {
    calls.push(call);
    make(site);
  },
  isoNow: () => '2026-01-01T00:00:00.000Z',
  isoOf: () => '2026-01-01T00:00:00.000Z',
};

function nut(): LineSession {
  return nutSession(lab, new Map([['ups-a', 'ups-a']]));
}

function say(session: LineSession, ...lines: readonly string[]): readonly (string | undefined)[] {
  return lines.map((line) => session.line(line).send);
}

describe('sessions of lines', () => {
  it('survive whatever is said to them', () => {
    const words = fc.constantFrom(
      ...['GET', 'LIST', 'VAR', 'UPS', 'ups-a', 'set', 'get', 'weight', 'login/small', '25%', ';'],
      ...[
        'prompt',
        'EHLO',
        'AUTH LOGIN',
        'MAIL FROM:<a@b>',
        'RCPT TO:<c@d>',
        'DATA',
        '.',
        '"',
        '\\',
      ],
    );
    const line = fc.oneof(
      fc.string(),
      fc.array(words).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const sessions = [
          nut(),
          haproxySession(lab, 'lb.small.example:9999', 'c1'),
          smtpSession(() => undefined),
        ];
        for (const session of sessions)
          for (const reply of say(session, ...lines))
            expect(reply ?? '').not.toContain('undefined');
      }),
    );
  });

  it('tell of a UPS without power that only old values are known', () => {
    const dark = new Site(smallInventory(), {
      ...siteSettings(1, undefined),
      supplyMs: new Map([['grid-a', 60_000]]),
    });
    const session = nutSession(
      { ...lab, read: (look) => look(dark) },
      new Map([['ups-a', 'ups-a']]),
    );

    const before = say(session, 'GET VAR ups-a ups.status');
    dark.scheduler.advanceTo(60_000);

    expect(before).toEqual(['ERR DATA-STALE\n']);
    expect(say(session, 'GET VAR ups-a ups.status')).toEqual(['VAR ups-a ups.status "OL CHRG"\n']);
  });

  it('keep an HAProxy connection open after `prompt`, and take several commands in a line', () => {
    const session = haproxySession(lab, 'lb.small.example:9999', 'c1');
    calls.length = 0;

    expect(session.line('prompt')).toEqual({ send: '\n> ' });
    expect(session.line('set weight shop/small 5%; get weight shop/small')).toEqual({
      send: '\n5 (initial 100)\n\n> ',
    });

    expect(calls).toEqual([
      { target: 'service:shop', action: 'weight', value: 5, had: 0, connection: 'c1' },
    ]);
  });

  it('take any login at SMTP, at once or line by line', () => {
    const session = smtpSession(() => undefined);

    expect(say(session, 'AUTH PLAIN AGEAYg==')).toEqual(['235 2.7.0 Accepted\r\n']);
    expect(say(session, 'AUTH LOGIN', 'YQ==', 'Yg==')).toEqual([
      '334 \r\n',
      '334 \r\n',
      '235 2.7.0 Accepted\r\n',
    ]);
  });
});
