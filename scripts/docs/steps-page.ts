import type { z } from 'zod';
import { ApprovalStep, ManualStep, PowerStep } from '../../model/schema/gate-steps';
import {
  ActionStep,
  CheckStep,
  EnableStep,
  EnergiseStep,
  NotifyStep,
  RestoreStep,
  WaitStep,
} from '../../model/schema/steps';
import { fieldsTable } from './schema-fields';

const KINDS: Readonly<Record<string, z.ZodType>> = {
  action: ActionStep,
  check: CheckStep,
  approval: ApprovalStep,
  manual: ManualStep,
  power: PowerStep,
  energise: EnergiseStep,
  restore: RestoreStep,
  enable: EnableStep,
  notify: NotifyStep,
  wait: WaitStep,
};

/** Reference of the step kinds. */
export function stepsPage(): string {
  const sections = Object.entries(KINDS).flatMap(([kind, schema]) => [
    `## ${kind}`,
    '',
    schema.description ?? '',
    '',
    ...fieldsTable(schema),
    '',
  ]);
  return [
    '# Step kinds',
    '',
    'Generated from `model/schema/` by `npm run docs`.',
    'A `group` holds steps together: `{ id, kind: group, title, steps: [...] }`.',
    '',
    ...sections,
  ].join('\n');
}
