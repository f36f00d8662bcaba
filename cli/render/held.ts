import type { NodeStatus, StepError } from '../../model/run/state';
import type { RecoveryView } from '../../model/view/recovery-view';
import { ERRORS, isErrorCode } from '../../model/errors';
import { commandWords, type CommandPlace } from './answers';
import { statusPaint, type Style } from './style';
import { cut, plain, wrap, wrapCommand } from './text';

/** Something that stays where it is until a person moves it. */
interface Stuck {
  readonly node: string;
  readonly status: 'held' | 'denied' | 'undone';
  readonly error: StepError | null;
}

/** Nodes that are held or denied; of a step in parts, the parts. */
function stuckNodes(view: RecoveryView): readonly Stuck[] {
  return view.steps.flatMap(({ id, status, error, parts }): readonly Stuck[] => {
    const own = parts.flatMap((part): readonly Stuck[] =>
      isStuck(part.status) ? [{ node: part.id, status: part.status, error: part.error }] : [],
    );
    if (own.length > 0) return own;
    return isStuck(status) && parts.length === 0 ? [{ node: id, status, error }] : [];
  });
}

function isStuck(status: NodeStatus): status is Stuck['status'] {
  return status === 'held' || status === 'denied' || status === 'undone';
}

/** What is held and why, with the command that tries again. */
export function heldLines(
  view: RecoveryView,
  place: CommandPlace,
  style: Style,
): readonly string[] {
  // What stands on a tripped feed is taken up again with the feed.
  const stuck = stuckNodes(view).filter(({ error }) => error?.code !== 'FEED_TRIPPED');
  return stuck.flatMap(({ node, status, error }) => {
    const why = error === null ? '' : ` ${error.code} ${plain(error.message)}`;
    const fix = error === null ? '' : (error.fix ?? catalogueFix(error.code));
    const verbs = error?.code === 'OUTCOME_UNKNOWN' ? ['done', 'retry'] : ['retry'];
    const commands = verbs.map((verb) =>
      commandWords(verb, node, ['--as PERSON', '--reason TEXT'], place),
    );
    return [
      ...wrap(
        `${statusPaint(status, style)('!')} ${style.bold(node)} ${status}${why}`,
        style.width - 2,
        '  ',
      ).map((line) => `  ${line}`),
      ...(fix === ''
        ? []
        : wrap(`fix: ${plain(fix)}`, style.width - 4, '  ').map((line) => `    ${line}`)),
      ...commands.flatMap((words) => wrapCommand(words, style.width, '    ').map(style.cyan)),
    ];
  });
}

/** One line for each thing that is held. */
export function heldBrief(view: RecoveryView, style: Style): readonly string[] {
  return stuckNodes(view).map(({ node, status, error }) =>
    cut(
      `  ${statusPaint(status, style)('!')} ${node} ${status} ${error === null ? '' : `${error.code} ${plain(error.message)}`}`.trimEnd(),
      style.width,
    ),
  );
}

function catalogueFix(code: string): string {
  return isErrorCode(code) ? ERRORS[code].fix : '';
}
