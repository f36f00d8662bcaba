import { plainStyle } from '../render/style';
import { LiveScreen } from './live-screen';
import type { Output } from './shell';

class FakeTerminal implements Output {
  readonly style = plainStyle(20);
  readonly isTerminal = true;
  readonly canRedraw = true;
  written = '';
  width = 20;

  rows(): number {
    return 6;
  }
  columns(): number {
    return this.width;
  }
  write(text: string): void {
    this.written += text;
  }
  lines(lines: readonly string[]): void {
    this.write(lines.join('\n'));
  }
  take(): string {
    const text = this.written;
    this.written = '';
    return text;
  }
}

test('a second picture is drawn over the first', () => {
  const terminal = new FakeTerminal();
  const screen = new LiveScreen(terminal);
  screen.draw(['one', 'two']);
  terminal.take();

  screen.draw(['one', 'three', 'four']);

  expect(terminal.take()).toBe('\u001b[2A\rone\u001b[K\nthree\u001b[K\nfour\u001b[K\n\u001b[J');
});

test('a picture that has not changed is not drawn again', () => {
  const terminal = new FakeTerminal();
  const screen = new LiveScreen(terminal);
  screen.draw(['one']);
  terminal.take();

  screen.draw(['one']);

  expect(terminal.take()).toBe('');
});

test('no more is drawn than the terminal can hold, in width and height', () => {
  const terminal = new FakeTerminal();

  new LiveScreen(terminal).draw(Array.from({ length: 9 }, () => 'x'.repeat(30)));

  expect(terminal.take().split('\n')).toHaveLength(6);
});

test('a terminal made narrower is cleared whole', () => {
  const terminal = new FakeTerminal();
  const screen = new LiveScreen(terminal);
  screen.draw(['x'.repeat(20)]);
  terminal.take();
  terminal.width = 10;

  screen.draw(['y']);

  expect(terminal.take()).toContain('\u001b[2A\r');
});

test('closing gives the cursor back', () => {
  const terminal = new FakeTerminal();
  const screen = new LiveScreen(terminal);
  screen.draw(['one']);
  terminal.take();

  screen.close(true);

  expect(terminal.take()).toBe('\u001b[?25h');
});
