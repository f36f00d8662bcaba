import { OperationError } from '../../model/errors';
import { FakeShell } from './__fixtures__/fake-shell';
import { reportError } from './report-error';

test('an error of the catalogue is told with its code and what to do', () => {
  const shell = new FakeShell();

  const code = reportError(new OperationError('ALREADY_SIGNED', 'han has signed'), shell);

  expect(code).toBe(1);
  expect(shell.err.written).toBe(
    'error ALREADY_SIGNED han has signed\nfix: Another person must give the next signature.\n',
  );
});

test('an error that lost its class on the way keeps its code', () => {
  const shell = new FakeShell();
  const error = Object.assign(new Error('nothing answers'), { type: 'TEMPORAL_UNREACHABLE' });

  expect(reportError(error, shell)).toBe(5);
  expect(shell.err.written).toContain('error TEMPORAL_UNREACHABLE nothing answers');
});

test('a fault is told in one line; its stack only when it is asked for', () => {
  const quiet = new FakeShell();
  const loud = new FakeShell({ BLACKSTART_DEBUG: '1' });

  const code = reportError(new TypeError('x is not a function\n    at y'), quiet);
  reportError(new TypeError('x is not a function'), loud);

  expect(code).toBe(1);
  expect(quiet.err.written).toMatch(/^error UNEXPECTED TypeError: x is not a function\nfix: .+\n$/);
  expect(loud.err.written).toContain('report-error.test.ts');
});

test.each([
  { code: 'ENOSPC', syscall: 'write' },
  { code: 'ENOTDIR', syscall: 'mkdir' },
  { code: 'SQLITE_CANTOPEN' },
])('a disk that cannot be written is no fault of Blackstart: %j', (facts) => {
  const shell = new FakeShell();

  expect(reportError(Object.assign(new Error('no room'), facts), shell)).toBe(1);
  expect(shell.err.written).toContain('error FILE_UNWRITABLE no room');
});

test('a program that asked for JSON reads the error from stdout too', () => {
  const shell = new FakeShell();

  reportError(new OperationError('RECOVERY_UNKNOWN', "there is no 'x'"), shell, 'json');

  expect(JSON.parse(shell.out.written)).toMatchObject({
    error: { code: 'RECOVERY_UNKNOWN', message: "there is no 'x'" },
  });
  expect(shell.err.written).toContain('error RECOVERY_UNKNOWN');
});
