import { shellOf, type Output } from './shell';

/** Standard output of a process on a terminal of that size. */
function terminal(size: { columns: number; rows: number }, env: NodeJS.ProcessEnv): Output {
  const stdout = { isTTY: true, ...size, write: () => true };
  return shellOf({ stdout, stderr: stdout, env }).out;
}

test('a terminal that cannot move its cursor is not drawn upon', () => {
  const size = { columns: 80, rows: 24 };

  expect(terminal(size, { TERM: 'xterm' }).canRedraw).toBe(true);
  expect(terminal(size, { TERM: 'dumb' }).canRedraw).toBe(false);
});

test('a terminal that was never told its size is taken for one of 80 columns', () => {
  const out = terminal({ columns: 0, rows: 0 }, {});

  expect([out.columns(), out.rows(), out.style.width]).toEqual([80, 24, 80]);
});
