import type { Register } from '../program';
import { registerDone, registerLock, registerReading, registerVotes } from './answers';
import { registerCompletion } from './completion';
import { registerConnectors } from './connectors';
import { registerAbort, registerUndo } from './ending';
import { registerDoctor } from './doctor';
import { registerDrill } from './drill';
import { registerGraph } from './graph';
import { registerInbox } from './inbox';
import { registerInit } from './init';
import { registerLab } from './lab';
import { registerList } from './list';
import { registerLogs } from './logs';
import { registerNext } from './next';
import { registerPage } from './page';
import { registerPlan } from './plan';
import { registerRecover } from './recover';
import { registerSchema } from './schema';
import { registerShow } from './show';
import {
  registerNote,
  registerResume,
  registerRunSteering,
  registerStepSteering,
  registerWaive,
} from './steering';
import { registerDown, registerUp } from './supervisor';
import { registerToken } from './token';
import { registerValidate } from './validate';
import { registerWatch } from './watch';

/** Every command, in the order of the help. */
export const COMMANDS: readonly (readonly [heading: string, registers: readonly Register[]])[] = [
  [
    'Write:',
    [
      registerInit,
      registerValidate,
      registerPlan,
      registerGraph,
      registerConnectors,
      registerSchema,
    ],
  ],
  ['Run:', [registerDrill, registerRecover, registerUp, registerDown, registerDoctor]],
  [
    'Look:',
    [
      registerPage,
      registerList,
      registerShow,
      registerWatch,
      registerInbox,
      registerNext,
      registerLogs,
    ],
  ],
  ['Answer:', [registerVotes, registerDone, registerReading, registerLock, registerWaive]],
  [
    'Steer:',
    [
      registerStepSteering,
      registerRunSteering,
      registerResume,
      registerUndo,
      registerAbort,
      registerNote,
    ],
  ],
  ['Other:', [registerLab, registerToken, registerCompletion]],
];
