import { emitAction, emitCheck, emitGroup, emitNotify, emitWait } from './emit-calls';
import { emitEnable } from './emit-enable';
import { emitApproval, emitManual, emitPower } from './emit-gates';
import { emitEnergise, emitRestore } from './emit-power';
import type { Planner } from './planner';
import type { PlacedStep } from './step-tree';

/** Lays out the nodes of one step; those before it have been laid out. */
export function emitStep(planner: Planner, placed: PlacedStep): void {
  const { step } = placed;
  switch (step.kind) {
    case 'action':
      return emitAction(planner, placed, step);
    case 'check':
      return emitCheck(planner, placed, step);
    case 'approval':
      return emitApproval(planner, placed, step);
    case 'manual':
      return emitManual(planner, placed, step);
    case 'power':
      return emitPower(planner, placed, step);
    case 'energise':
      return emitEnergise(planner, placed, step);
    case 'restore':
      return emitRestore(planner, placed, step);
    case 'enable':
      return emitEnable(planner, placed, step);
    case 'notify':
      return emitNotify(planner, placed, step);
    case 'wait':
      return emitWait(planner, placed, step);
    case 'group':
      return emitGroup(planner, placed);
  }
}
