import type { Log } from '../../client/log';
import type { Shell } from '../terminal/shell';

/** Tells on stderr what takes long; lines of the supervisor lose their time. */
export function progressLog(shell: Shell): Log {
  return (line) => {
    const text = line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
    shell.err.lines([shell.err.style.dim(text)]);
  };
}
