import { blackstart, emptyFolder, shellLine } from './run-blackstart';

test('an unknown command is wrong usage, and the one that was probably meant is named', async () => {
  const { code, stdout, stderr } = await blackstart(['vaildate', 'x']);

  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe("error USAGE unknown command 'vaildate'\nfix: Did you mean validate?\n");
});

test('an unknown option is wrong usage, and the one that was probably meant is named', async () => {
  const { code, stderr } = await blackstart(['list', '--fromat', 'json']);

  expect(code).toBe(2);
  expect(stderr).toContain("unknown option '--fromat'");
  expect(stderr).toContain('fix: Did you mean --format?');
});

test.each([
  [['validate']],
  [['list', '--format', 'xml']],
  [['drill', 'x', '--speed', 'fast']],
  [['drill', 'x', '--lost-at', 'yesterday']],
  [['approve', 'start-servers']],
  [['plan', 'x', '--input', 'site']],
  [['lock', 'x', '--as', 'han', '--lock', 'l-01']],
  [['schema', 'runbok']],
  [['connectors', 'redfish.pwer']],
  [['recover', 'x', '--as', 'han']],
])('%j is wrong usage, told in two lines', async (args) => {
  const { code, stdout, stderr } = await blackstart(args);

  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error [A-Z_]+ .+\nfix: .+\n$/);
});

test('without a command the help is shown, as wrong usage', async () => {
  const { code, stderr } = await blackstart([]);

  expect(code).toBe(2);
  expect(stderr).toContain('Usage: blackstart');
});

test('help is no error', async () => {
  const program = await blackstart(['--help']);
  const command = await blackstart(['drill', '--help']);

  expect(program).toMatchObject({ code: 0, stderr: '' });
  expect(program.stdout).toMatch(/Answer:\n {2}approve/);
  expect(command).toMatchObject({ code: 0, stderr: '' });
  expect(command.stdout).toContain('Usage: blackstart drill [options] <file>');
});

test('a reader that goes away is no error', async () => {
  const line = '$BLACKSTART schema | head -c 1; echo "${PIPESTATUS[0]}"';

  const { stdout, stderr } = await shellLine(line, emptyFolder());

  expect(stdout).toBe('{0\n');
  expect(stderr).toBe('');
});

test('output that cannot be written is told in two lines, without a stack', async () => {
  const { code, stderr } = await shellLine('$BLACKSTART schema > /dev/full', emptyFolder());

  expect(code).toBe(1);
  expect(stderr).toMatch(/^error FILE_UNWRITABLE ENOSPC.*\nfix: .+\n$/);
});

test('with JSON an error is a document too', async () => {
  const { code, stdout } = await blackstart(['plan', '/nowhere', '--format', 'json']);

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'SCENARIO_UNREADABLE' } });
});

test('a pipe is no file of a scenario, and is not waited for', async () => {
  const { code, stdout } = await shellLine(
    'mkfifo p.yaml; timeout 10 $BLACKSTART validate p.yaml',
    emptyFolder(),
  );

  expect(code).toBe(1);
  expect(stdout).toContain("'p.yaml' cannot be read: it is no regular file");
});

test('colours are for terminals, unless they are forced; NO_COLOR goes before', async () => {
  const escape = '\u001b[';

  const plain = await blackstart(['connectors']);
  const forced = await blackstart(['connectors'], { env: { FORCE_COLOR: '1' } });
  const refused = await blackstart(['connectors'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });

  expect(plain.stdout).not.toContain(escape);
  expect(forced.stdout).toContain(escape);
  expect(refused.stdout).toBe(plain.stdout);
});
