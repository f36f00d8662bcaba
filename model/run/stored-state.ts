import { isJsonObject } from '../json';
import type { RunState } from './state';

/** Whether a value is a run state as {@link RunState} was stored; its writer is this same module tree. */
export function isRunState(value: unknown): value is RunState {
  return (
    isJsonObject(value) &&
    value['v'] === 1 &&
    typeof value['marks'] === 'string' &&
    isJsonObject(value['active']) &&
    isJsonObject(value['header'])
  );
}
