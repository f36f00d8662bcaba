import { cut, widthOf } from '../render/text';
import type { Output } from './shell';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const TO_LINE_END = '\u001b[K';
const TO_SCREEN_END = '\u001b[J';

/** Draws a block of lines on a terminal, again and again in the same place; what stood above it stays. */
export class LiveScreen {
  private drawn: readonly string[] = [];
  private isHidden = false;

  constructor(private readonly output: Output) {}

  /** Lines that fit on the terminal; one is left for the cursor. */
  height(): number {
    return Math.max(this.output.rows() - 1, 4);
  }

  /** Shows `lines` in place of those shown before. */
  draw(lines: readonly string[]): void {
    const columns = this.output.columns();
    const fitting = lines.slice(0, this.height()).map((line) => cut(line, columns));
    if (sameLines(fitting, this.drawn)) return;
    const body = fitting.map((line) => `${line}${TO_LINE_END}\n`).join('');
    const cursor = this.isHidden ? '' : HIDE_CURSOR;
    this.output.write(`${cursor}${this.toTop(columns)}${body}${TO_SCREEN_END}`);
    this.isHidden = true;
    this.drawn = fitting;
  }

  /** Leaves the last block on the screen, or takes it away, and gives the cursor back. */
  close(keep: boolean): void {
    if (!keep) this.output.write(`${this.toTop(this.output.columns())}${TO_SCREEN_END}`);
    if (this.isHidden) this.output.write(SHOW_CURSOR);
    this.isHidden = false;
    this.drawn = [];
  }

  /** A terminal that was made narrower has broken the lines drawn before. */
  private toTop(columns: number): string {
    const rows = this.drawn.reduce(
      (sum, line) => sum + Math.max(Math.ceil(widthOf(line) / columns), 1),
      0,
    );
    return rows === 0 ? '' : `\u001b[${rows}A\r`;
  }
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}
