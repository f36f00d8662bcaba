import type { DoctorCheck } from '../../client/doctor';
import { statusSign, type Style } from './style';
import { wrap } from './text';

/** What was looked at, and what to do about what is not well. */
export function doctorLines(checks: readonly DoctorCheck[], style: Style): readonly string[] {
  return checks.flatMap((check) => [
    ...wrap(
      `${statusSign(check.ok ? 'done' : 'failed', style)} ${style.bold(check.id)} ${check.detail}`,
      style.width,
      '    ',
    ),
    ...(check.fix === ''
      ? []
      : wrap(`fix: ${check.fix}`, style.width - 4, '  ').map((line) => `    ${line}`)),
  ]);
}
