import { guardFor, NEVER, openGuard } from '../../test/contract/loopback';
import { execPort } from './exec-port';

const LIMITS = { timeoutMs: 10_000, maxBytes: 1000 };
const script = (text: string): readonly [string, ...string[]] => [process.execPath, '-e', text];

it('hands arguments over as they are, with no shell between', async () => {
  const argv = [...script('console.log(JSON.stringify(process.argv.slice(1)))')] as [string];

  const { stdout, exitCode } = await execPort(openGuard()).run(
    { argv: [...argv, '$HOME; `ls`', '*'], ...LIMITS },
    NEVER,
  );

  expect([JSON.parse(stdout), exitCode]).toEqual([['$HOME; `ls`', '*'], 0]);
});

it('lets a command see PATH, LANG and what it is given, and nothing else', async () => {
  const { stdout } = await execPort(openGuard()).run(
    { argv: script('console.log(Object.keys(process.env).join())'), env: { A: '1' }, ...LIMITS },
    NEVER,
  );

  const names = stdout.trim().split(',');
  expect(names).toContain('A');
  expect(names.filter((name) => !['A', 'PATH', 'LANG'].includes(name))).toEqual([]);
});

it('asks the guard about arguments and environment, not about the program', () => {
  const exec = execPort(guardFor('ok'));

  expect(() => exec.run({ argv: ['true', 'ok', 'db.prod.example'], ...LIMITS }, NEVER)).toThrow(
    'db.prod.example',
  );
  expect(() => exec.run({ argv: ['true'], env: { HOST: '192.0.2.1' }, ...LIMITS }, NEVER)).toThrow(
    '192.0.2.1',
  );
});

it('keeps the beginning of a long output', async () => {
  const { stdout } = await execPort(openGuard()).run(
    { argv: script('process.stdout.write("x".repeat(300000))'), ...LIMITS },
    NEVER,
  );

  expect(stdout).toBe('x'.repeat(1000));
});

it('says that a program is not there', async () => {
  await expect(
    execPort(openGuard()).run({ argv: ['no-such-program-here'], ...LIMITS }, NEVER),
  ).rejects.toMatchObject({
    code: 'COMMAND_MISSING',
    message: expect.stringContaining('no-such-program-here'),
  });
});

it('gives the exit code or the signal that ended a command', async () => {
  const exec = execPort(openGuard());

  expect(await exec.run({ argv: script('process.exit(3)'), ...LIMITS }, NEVER)).toMatchObject({
    exitCode: 3,
    signal: null,
  });
  expect(
    await exec.run({ argv: script('process.kill(process.pid, "SIGKILL")'), ...LIMITS }, NEVER),
  ).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
});

it('ends a command that takes too long', async () => {
  await expect(
    execPort(openGuard()).run(
      { argv: script('setInterval(() => {}, 1000)'), timeoutMs: 300, maxBytes: 10 },
      NEVER,
    ),
  ).rejects.toMatchObject({ code: 'COMMAND_FAILED', message: expect.stringContaining('300 ms') });
});

it('ends on cancellation all that a command has started', async () => {
  const stop = new AbortController();
  const reason = new Error('stop');
  const child = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)';
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;

  const running = execPort(openGuard()).run({ argv: script(parent), ...LIMITS }, stop.signal);
  setImmediate(() => stop.abort(reason));

  // It settles only when the pipes are closed, which every process of the group holds.
  await expect(running).rejects.toBe(reason);
});
