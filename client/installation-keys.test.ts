import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify, createPublicKey } from 'node:crypto';
import { canonicalJson } from '../model/canonical-json';
import { signatureHolds } from '../model/verify-statement';
import { installationKeys, policyKeys } from './installation-keys';
import { signStatement, type StatementDraft } from './sign-statement';
import { stateFolder, type StateFolder } from './state-folder';

const emptyState = (): StateFolder => stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-keys-')));

const DRAFT: StatementDraft = {
  recovery: 'hello-20261124-bcdfgh',
  planDigest: 'sha256:00',
  step: 'power-safe/feed-a',
  attempt: 1,
  act: 'sign-off',
  answer: null,
  shown: 'sha256:11',
  reason: 'readings are good',
  person: 'noh-eunbi',
  role: 'facility-manager',
};

describe('the keys of an installation', () => {
  it('are made on first use and stay the same', async () => {
    const state = emptyState();

    const first = await policyKeys(state);
    const again = await policyKeys(state);

    expect(again).toEqual(first);
    expect(Object.keys(first)).toEqual(['local', 'api', 'simulated']);
    expect(first['local']?.publicKey).toMatch(/^[0-9a-f]{64}$/);
    expect(first['local']?.publicKey).not.toBe(first['simulated']?.publicKey);
  });

  it('are readable by their owner alone', async () => {
    const state = emptyState();

    await installationKeys(state);

    expect(statSync(join(state.keys, 'local.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(state.keys, 'simulated.json')).mode & 0o777).toBe(0o600);
  });

  it('are the same for processes that make them at once', async () => {
    const state = emptyState();

    const made = await Promise.all(Array.from({ length: 8 }, () => policyKeys(state)));

    expect(new Set(made.map((keys) => keys['local']?.publicKey)).size).toBe(1);
  });

  it('name the file that does not hold one', async () => {
    const state = emptyState();
    await installationKeys(state);
    writeFileSync(join(state.keys, 'local.json'), '{ "privateKey": "gone" }');

    await expect(installationKeys(state)).rejects.toMatchObject({
      code: 'KEY_UNREADABLE',
      message: expect.stringContaining('local.json'),
    });
  });
});

describe('a signed statement', () => {
  it('is verified by the model with the public half', async () => {
    const state = emptyState();
    const { local, simulated } = await installationKeys(state);

    const { statement, signature } = signStatement(DRAFT, local, new Date());

    expect(signatureHolds(statement, signature, local.publicKey)).toBe(true);
    expect(signatureHolds(statement, signature, simulated.publicKey)).toBe(false);
    expect(signatureHolds({ ...statement, reason: 'no' }, signature, local.publicKey)).toBe(false);
  });

  it('is verified by another implementation, from the key file alone', async () => {
    const state = emptyState();
    const { local } = await installationKeys(state);
    const { statement, signature } = signStatement(DRAFT, local, new Date());

    const stored = JSON.parse(readFileSync(join(state.keys, 'local.json'), 'utf8')) as {
      privateKey: string;
    };

    const key = createPublicKey(stored.privateKey);
    const bytes = Buffer.from(canonicalJson(statement));
    expect(verify(null, bytes, key, Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('carries its time and a nonce of its own', async () => {
    const { local } = await installationKeys(emptyState());
    const now = new Date('2022-10-15T06:30:00Z');

    const [first, second] = [signStatement(DRAFT, local, now), signStatement(DRAFT, local, now)];

    expect(first.statement.at).toBe('2022-10-15T06:30:00.000Z');
    expect(first.statement.nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(first.statement.nonce).not.toBe(second.statement.nonce);
  });
});
