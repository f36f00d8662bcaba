import type { RecoveryView } from '../../model/view/recovery-view';
import { runStatus } from './run-status';
import type { Style } from './style';
import { cut, plain } from './text';
import { secondsBetween, spanText } from './times';

/** Which recovery it is and how it stands; `now` in ms since 1970. */
export function headerLines(view: RecoveryView, now: number, style: Style): readonly string[] {
  const mode =
    view.mode === 'live' ? style.red(style.bold('LIVE')) : style.cyan(style.bold('DRILL'));
  const elapsed = secondsBetween(view.startedAt, view.endedAt ?? now);
  const where = [view.id, `${view.sites.join(', ')} (${view.environment})`];
  if (view.simulated) where.push('simulated people');
  const facts = [style.bold(runStatus(view.status, style)), spanText(elapsed)];
  if (view.speed > 1) facts.push(`simulated ${spanText(elapsed * view.speed)} (x${view.speed})`);
  const reason = plain(view.reason ?? '');
  return [
    `${mode} ${style.bold(plain(view.title))}`,
    style.dim(where.join(' · ')),
    facts.join(' · '),
    ...(reason === '' ? [] : [`  ${reason}`]),
  ].map((line) => cut(line, style.width));
}
