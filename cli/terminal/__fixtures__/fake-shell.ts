import { plainStyle } from '../../render/style';
import type { Output, Shell } from '../shell';

/** A stream that keeps what was written to it. */
class FakeOutput implements Output {
  readonly isTerminal = false;
  readonly canRedraw = false;
  written = '';
  readonly style = plainStyle(80, 'UTC');

  rows(): number {
    return 0;
  }
  columns(): number {
    return 80;
  }
  write(text: string): void {
    this.written += text;
  }
  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.write(`${lines.join('\n')}\n`);
  }
}

/** A shell off a terminal. */
export class FakeShell implements Shell {
  readonly out = new FakeOutput();
  readonly err = new FakeOutput();
  code: number | undefined;

  constructor(readonly env: Readonly<Record<string, string>> = {}) {}

  exit(code: number): void {
    this.code = code;
  }
}
