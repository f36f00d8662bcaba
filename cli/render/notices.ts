import type { Notice } from '../../client/notices';
import type { Style } from './style';
import { plain, wrap } from './text';

/** What the ledger cannot tell of a recovery, for people; named where it stands among others. */
export function noticeLines(
  notices: readonly Notice[],
  style: Style,
  id?: string,
): readonly string[] {
  return notices.flatMap(({ text }) => {
    const line = `${style.yellow('!')} ${id === undefined ? '' : `${id}: `}${plain(text)}`;
    return wrap(line, style.width, '  ');
  });
}
