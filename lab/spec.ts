import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expandInventory } from '../model/inventory/expand-inventory';
import type { SiteInventory } from '../model/inventory/site-inventory';
import { isJsonObject, type JsonObject } from '../model/json';
import type { Drill } from '../model/schema/drill';
import { Findings } from '../model/source/findings';
import { formatProblems } from '../model/source/format-problems';
import { loadAny } from '../model/source/load-file';

/** What a lab is told to simulate. */
export interface LabSpec {
  readonly id: string;
  readonly inventory: string;
  readonly drill: string | null;
  readonly speed: number;
  readonly seed: number;
}

/** The spec has a mistake that only whoever wrote it can mend. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

/** Reads a spec; its paths are relative to its folder. */
export function readSpec(file: string): LabSpec {
  const spec = parse(file);
  const at = dirname(resolve(file));
  const { id, inventory, drill, speed, seed } = spec;
  if (typeof id !== 'string' || id === '') throw wrong(file, 'id', id);
  if (typeof inventory !== 'string') throw wrong(file, 'inventory', inventory);
  if (typeof drill !== 'string' && drill !== null && drill !== undefined)
    throw wrong(file, 'drill', drill);
  if (typeof speed !== 'number' || !(speed > 0 && speed <= 100_000))
    throw wrong(file, 'speed', speed);
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed)) throw wrong(file, 'seed', seed);
  return {
    id,
    inventory: resolve(at, inventory),
    drill: typeof drill === 'string' ? resolve(at, drill) : null,
    speed,
    seed,
  };
}

/** Id that a spec file names now; undefined where the file is gone or holds none. */
export function specId(file: string): string | undefined {
  try {
    const { id } = parse(file);
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function parse(file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SpecError(`${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
  if (!isJsonObject(value) || value['v'] !== 1)
    throw new SpecError(`${file} is no lab spec of version 1`);
  return value;
}

function wrong(file: string, key: string, value: unknown): SpecError {
  const shown = value === undefined ? 'missing' : JSON.stringify(value);
  return new SpecError(`${file}: '${key}' is ${shown}`);
}

/** The inventory of a spec, unfolded. */
export function readInventory(file: string): SiteInventory {
  const bytes = readBytes(file);
  const loaded = loadAny(file, bytes);
  if (!loaded.ok) throw new SpecError(formatProblems(loaded.problems, new Map()));
  if (loaded.authored.kind !== 'Inventory')
    throw new SpecError(`${file} is no Inventory but of kind ${loaded.authored.kind}`);
  const findings = new Findings();
  const site = expandInventory(loaded.authored.file, findings);
  if (findings.hasErrors) throw new SpecError(formatProblems(findings.sorted(), new Map()));
  return site;
}

/** The drill of a spec. */
export function readDrill(file: string): Drill {
  const loaded = loadAny(file, readBytes(file));
  if (!loaded.ok) throw new SpecError(formatProblems(loaded.problems, new Map()));
  if (loaded.authored.kind !== 'Drill')
    throw new SpecError(`${file} is no Drill but of kind ${loaded.authored.kind}`);
  return loaded.authored.file.value;
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SpecError(`${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
