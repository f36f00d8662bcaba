import { join } from 'node:path';
import { OperationError } from '../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import type { StateFolder } from './state-folder';
import { labOf } from './supervisor/kept-lab';
import { readJsonFile } from './write-by-rename';

/** The lab is on this machine: an answer that takes longer never comes. */
const TIMEOUT_MS = 5000;

/** A fault of a running lab. */
export interface LabFault {
  readonly id: string;
  readonly fault: string;
  readonly target: string;
  readonly status: string;
  readonly beganAt?: string;
  readonly overAt?: string;
  /** All that the lab says of it. */
  readonly whole: JsonObject;
}

/** The faults of a running lab. */
export interface LabFaults {
  readonly lab: string;
  readonly simulatedSeconds: number;
  readonly faults: readonly LabFault[];
}

/** Makes a fault happen in the lab of a state folder. Throws LAB_NOT_RUNNING, FAULT_REFUSED. */
export async function addFault(state: StateFolder, fault: JsonObject): Promise<LabFault> {
  return faultOf(await ask(state, 'POST', '/faults', fault));
}

/** Lists the faults of the lab of a state folder. Throws LAB_NOT_RUNNING. */
export async function listFaults(state: StateFolder): Promise<LabFaults> {
  const { lab, simulatedSeconds, faults } = await ask(state, 'GET', '/faults');
  return {
    lab: textOf(lab),
    simulatedSeconds: Number(simulatedSeconds),
    faults: Array.isArray(faults) ? faults.filter(isJsonObject).map(faultOf) : [],
  };
}

/** Takes a fault back, or `all`; gives the ids of those that were on or waited. Throws LAB_NOT_RUNNING, FAULT_REFUSED. */
export async function clearFault(state: StateFolder, id: string): Promise<readonly string[]> {
  const { cleared } = await ask(state, 'DELETE', `/faults/${encodeURIComponent(id)}`);
  return Array.isArray(cleared) ? cleared.map(textOf) : [];
}

function faultOf(whole: JsonObject): LabFault {
  const { id, fault, target, status, beganAt, overAt } = whole;
  return {
    id: textOf(id),
    fault: textOf(fault),
    target: textOf(target),
    status: textOf(status),
    ...(typeof beganAt === 'string' ? { beganAt } : {}),
    ...(typeof overAt === 'string' ? { overAt } : {}),
    whole,
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

async function ask(
  state: StateFolder,
  method: string,
  path: string,
  body?: Json,
): Promise<JsonObject> {
  const control = await readJsonFile(join(state.lab, 'control.json'));
  const lab = await labOf(state);
  const url = control?.['url'];
  const token = control?.['token'];
  if (lab?.runs !== true || control?.['pid'] !== lab.pid || typeof url !== 'string')
    throw new OperationError('LAB_NOT_RUNNING', `no lab runs in ${state.root}`);
  let answer: Response;
  let said: unknown;
  try {
    answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${textOf(token)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    said = await answer.json();
  } catch (cause) {
    throw new OperationError('LAB_NOT_RUNNING', `the lab of ${state.root} does not answer`, {
      cause,
    });
  }
  const told = isJsonObject(said) ? said : {};
  if (!answer.ok)
    throw new OperationError('FAULT_REFUSED', textOf(told['error']) || `status ${answer.status}`);
  return told;
}
