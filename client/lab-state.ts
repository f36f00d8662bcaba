import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StateFolder } from './state-folder';
import { labOf } from './supervisor/kept-lab';

/** Whose lab there is for a recovery: its own, that has ended, another one's; `none` where it never had one. */
export async function labStateOf(
  state: StateFolder,
  id: string,
): Promise<'own' | 'gone' | 'none' | { readonly id: string }> {
  if (!existsSync(join(state.lab, `${id}.inventory.yaml`))) return 'none';
  const lab = await labOf(state);
  if (lab === undefined) return 'gone';
  if (lab.id !== id) return { id: lab.id };
  return lab.runs ? 'own' : 'gone';
}
