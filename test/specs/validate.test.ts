import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blackstart, emptyFolder } from './run-blackstart';

/** A folder with the starter scenario, one of its files changed. */
async function scenario(change?: (text: string) => string, file = 'runbook.yaml'): Promise<string> {
  const folder = emptyFolder();
  await blackstart(['init', folder]);
  const path = join(folder, file);
  if (change !== undefined) writeFileSync(path, change(readFileSync(path, 'utf8')));
  return folder;
}

test('the starter scenario is valid', async () => {
  const folder = await scenario();

  const { code, stdout, stderr } = await blackstart(['validate', folder]);

  expect(stdout).toBe('valid: no problems in 4 files\n');
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('a misspelt key is told with its place, a code frame and what was meant', async () => {
  const folder = await scenario((text) => text.replace('settle: 10s', 'setle: 10s'));

  const { code, stdout } = await blackstart(['validate', join(folder, 'runbook.yaml')]);

  expect(code).toBe(1);
  expect(stdout).toMatch(/runbook\.yaml:\d+:\d+ error KEY_UNKNOWN\n/);
  expect(stdout).toMatch(/> +\d+ \| .*setle: 10s/);
  expect(stdout).toContain("fix: Did you mean 'settle'?");
  expect(stdout).toMatch(/\n1 error in 4 files\n$/);
});

test('JSON is one document, with every problem of every file', async () => {
  const one = await scenario((text) => text.replace('settle: 10s', 'setle: 10s'));
  const two = await scenario((text) => text.replace('dc-operator]', 'dc-oprator]'), 'roster.yaml');

  const { code, stdout } = await blackstart(['validate', one, two, '--format', 'json']);
  const document = JSON.parse(stdout) as { valid: boolean; problems: Record<string, unknown>[] };

  expect(code).toBe(1);
  expect(document.valid).toBe(false);
  expect(document.problems.map(({ code: found }) => found)).toEqual(
    expect.arrayContaining(['KEY_UNKNOWN', 'REFERENCE_UNKNOWN']),
  );
  for (const problem of document.problems) {
    expect(Object.keys(problem).sort()).toEqual(
      ['code', 'column', 'file', 'fix', 'line', 'message', 'severity'].sort(),
    );
  }
});

test('a file is checked with those beside it, whichever of them is named', async () => {
  const folder = await scenario(
    (text) => text.replace('dc-operator]', 'dc-oprator]'),
    'roster.yaml',
  );

  for (const name of ['runbook.yaml', 'roster.yaml', 'drills/calm.yaml']) {
    const { code, stdout } = await blackstart(['validate', join(folder, name)]);

    expect(code).toBe(1);
    expect(stdout).toContain('dc-oprator');
  }
});

test('a file that is not there is a problem like others', async () => {
  const { code, stdout } = await blackstart(['validate', 'nowhere.yaml']);

  expect(code).toBe(1);
  expect(stdout).toContain('nowhere.yaml:1:1 error SCENARIO_UNREADABLE');
});

test.each([
  ['empty', Buffer.alloc(0), 'FILE_EMPTY'],
  ['not UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62]), 'FILE_ENCODING'],
  ['a list', Buffer.from('- a\n- b\n'), 'KIND_UNKNOWN'],
  ['two documents', Buffer.from('a: 1\n---\nb: 2\n'), 'YAML_SEVERAL_DOCUMENTS'],
  ['nested 10,000 deep', Buffer.from('['.repeat(10_000)), 'YAML_'],
  ['out to change prototypes', Buffer.from('__proto__: { a: 1 }\nkind: Runbook\n'), 'YAML_KEY'],
])('a file that is %s is a problem, not a crash', async (_, bytes, expected) => {
  const file = join(emptyFolder(), 'runbook.yaml');
  writeFileSync(file, bytes);

  const { code, stdout, stderr } = await blackstart(['validate', file]);

  expect(code).toBe(1);
  expect(stdout).toContain(`error ${expected}`);
  expect(stderr).toBe('');
});

test('what a file says cannot act on the terminal that shows it', async () => {
  const folder = await scenario((text) => `${text}title: "\\e[2J\u001b]0;owned\u0007"\n`);

  const { stdout } = await blackstart(['validate', folder]);

  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toContain('\u0007');
});
