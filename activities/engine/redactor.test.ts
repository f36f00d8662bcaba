import fc from 'fast-check';
import { Redactor } from './redactor';

const USER = 'operator';
const PASSWORD = 's3cret+p?~ss>9';

function knowing(...secrets: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

describe('the redactor', () => {
  it.each([
    ['Basic', base64(`${USER}:${PASSWORD}`)],
    ['AUTH PLAIN', base64(`\0${USER}\0${PASSWORD}`)],
    ['AUTH PLAIN with an authorisation', base64(`a\0${USER}\0${PASSWORD}`)],
    ['a token in the spelling of addresses', base64url(`${USER}:${PASSWORD}`)],
  ])('leaves of a login sent as %s nothing that says its password', (_what, sent) => {
    const left = knowing(USER, PASSWORD).text(`authorization: ${sent} ok`);

    expect(left).toContain('***');
    expect(left.length).toBeLessThan(`authorization: ${sent} ok`.length - PASSWORD.length);
    for (const part of left.split(/[^\w+/-]+/))
      expect(Buffer.from(part, 'base64').toString('latin1')).not.toMatch(/cret|p\?~ss/);
  });

  it('knows a secret in the base64 of whatever stands around it', () => {
    const some = fc.uint8Array({ maxLength: 12 });
    const secret = fc.string({ minLength: 6, maxLength: 20, unit: 'binary' });
    fc.assert(
      fc.property(some, secret, some, fc.boolean(), (before, text, after, isUrl) => {
        const bytes = Buffer.concat([before, Buffer.from(text), after]);
        const sent = bytes.toString(isUrl ? 'base64url' : 'base64');

        const left = knowing(text).text(sent);

        expect(left).toContain('***');
        // Only the first and last bytes of it, in part, share a character with what is around.
        const kept = sent.length - left.replace('***', '').length;
        expect(kept * 6).toBeGreaterThan(Buffer.byteLength(text) * 8 - 12);
      }),
    );
  });

  it.each([
    ['in a form', 'password=a+b%26c%27%28d%29', "a b&c'(d)"],
    ['in an address', 'x?password=a%20b%26c', 'a b&c'],
    ['in an address in small letters', 'x?password=%2f%3a%2f', '/:/'],
    ['in JSON', '{"password":"a\\"b"}', 'a"b'],
    ['in JSON within JSON', '"{\\"password\\":\\"a\\\\\\"b\\"}"', 'a"b'],
  ])('knows a secret %s', (_what, text, secret) => {
    const redacted = knowing(secret).text(text);

    expect(redacted).toMatch(/password\\?["=:\\]+\*\*\*/);
  });

  it('leaves alone what only looks a little like a short secret', () => {
    const text = 'stop at the top: dG9w, o3A, 9w';

    expect(knowing('op').text(text)).toBe(text.replaceAll('op', '***'));
  });
});
