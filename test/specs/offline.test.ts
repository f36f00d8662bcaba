import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blackstart, emptyFolder } from './run-blackstart';

test('where nothing was started, reading commands say so and make nothing', async () => {
  const cwd = emptyFolder();

  const list = await blackstart(['list', '--format', 'json'], { cwd });
  const inbox = await blackstart(['inbox', '--format', 'json'], { cwd });
  const show = await blackstart(['show'], { cwd });

  expect(list).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(list.stdout)).toEqual({ recoveries: [] });
  expect(JSON.parse(inbox.stdout)).toEqual({ questions: [] });
  expect(show.code).toBe(1);
  expect(show.stderr).toContain('error RECOVERY_UNKNOWN');
  expect(existsSync(join(cwd, '.blackstart'))).toBe(false);
});

test('--state may stand before or after the command, and before BLACKSTART_STATE', async () => {
  const cwd = emptyFolder();
  const env = { BLACKSTART_STATE: join(cwd, 'of-env') };

  const before = await blackstart(['--state', 'a', 'list'], { cwd, env });
  const after = await blackstart(['list', '--state', 'b'], { cwd, env });
  const neither = await blackstart(['list'], { cwd, env });

  expect(before.stderr).toContain(join(cwd, 'a'));
  expect(after.stderr).toContain(join(cwd, 'b'));
  expect(neither.stderr).toContain(join(cwd, 'of-env'));
});

test('an answer to nothing is refused', async () => {
  const { code, stderr } = await blackstart(['approve', 'start-servers', '--as', 'seo-minjae'], {
    cwd: emptyFolder(),
  });

  expect(code).toBe(1);
  expect(stderr).toContain('error RECOVERY_UNKNOWN');
});

test('a ledger that is none is out of reach, and a stack is shown only when asked for', async () => {
  const state = emptyFolder();
  writeFileSync(join(state, 'ledger.db'), 'this is no database, whatever its name says');

  const { code, stderr } = await blackstart(['list', '--state', state]);
  const debug = await blackstart(['list', '--state', state], { env: { BLACKSTART_DEBUG: '1' } });

  expect(code).toBe(5);
  expect(stderr).toMatch(/^error LEDGER_UNREACHABLE .+\nfix: .+\n$/);
  expect(debug.stderr).toMatch(/\n {4}at /);
});

/** The starter scenario with a production inventory. */
async function productionScenario(): Promise<string> {
  const folder = emptyFolder();
  await blackstart(['init', folder]);
  const lab = join(folder, 'inventory.lab.yaml');
  const text = readFileSync(lab, 'utf8').replace('environment: lab', 'environment: production');
  renameSync(join(folder, 'drills'), join(emptyFolder(), 'drills'));
  writeFileSync(join(folder, 'inventory.production.yaml'), text);
  renameSync(lab, join(emptyFolder(), 'inventory.lab.yaml'));
  return folder;
}

test('a live recovery starts nothing without --live, and without the name of its site', async () => {
  const folder = await productionScenario();
  const state = join(emptyFolder(), 'state');
  const recover = ['recover', folder, '--as', 'han-jiwoo', '--state', state];

  const drill = await blackstart(recover);
  const unconfirmed = await blackstart([...recover, '--live']);
  const wrong = await blackstart([...recover, '--live', '--confirm', 'anex']);

  expect(drill.code).toBe(2);
  expect(drill.stderr).toContain('error LIVE_NOT_ASKED');
  expect(unconfirmed.code).toBe(2);
  expect(unconfirmed.stderr).toContain('needs --confirm annex');
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("error LIVE_NOT_CONFIRMED 'anex' is not 'annex'");
  expect(existsSync(join(state, 'supervisor.log'))).toBe(false);
});

test('down where nothing runs is no error', async () => {
  const { code, stdout } = await blackstart(['down'], { cwd: emptyFolder() });

  expect(code).toBe(0);
  expect(stdout).toContain('nothing runs in');
});
