import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsPort } from './secrets-port';

const secrets = secretsPort({ TOKEN: 'abc', EMPTY: '' });

it('resolves references into environment and files, and leaves other text alone', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'blackstart-')), 'bmc');
  writeFileSync(file, 'from a file\n');

  expect(await secrets.resolve('secret://env/TOKEN')).toBe('abc');
  expect(await secrets.resolve(`secret://file${file}`)).toBe('from a file');
  expect(await secrets.resolve(`secret://file/${file}`)).toBe('from a file');
  expect(await secrets.resolve('plain')).toBe('plain');
});

it.each([
  'secret://env/NONE',
  'secret://env/EMPTY',
  'secret://file/no/such/file',
  'secret://vault/x',
])('names %s when it cannot be read', async (reference) => {
  await expect(secrets.resolve(reference)).rejects.toMatchObject({
    code: 'SECRET_MISSING',
    message: expect.stringContaining(reference),
  });
});

it('signs without giving the secret away', async () => {
  // RFC 4231, test case 2.
  const jefe = secretsPort({ KEY: 'Jefe' });

  expect(await jefe.hmacSha256('secret://env/KEY', 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});
