import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, one at a time: Node's own way of doing that never ends in a file system that
 * takes no folders, such as /proc. `mode` is that of every folder made. Throws what the system says.
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const missing: string[] = [];
  let at = resolve(folder);
  while (!(await exists(at))) {
    missing.push(at);
    const above = dirname(at);
    if (above === at) break;
    at = above;
  }
  for (const one of missing.reverse()) {
    try {
      await mkdir(one, mode);
    } catch (error) {
      if (!(await exists(one))) throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const isMissing = typeof error === 'object' && error !== null && 'code' in error;
    if (isMissing && error.code === 'ENOENT') return false;
    throw error;
  }
}
