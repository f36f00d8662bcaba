import { readFile } from 'node:fs/promises';

const REFERENCE = /secret:\/\/[^"\\\s]+/g;

/**
 * References to secrets in the texts of a plan that do not resolve on this machine. They are looked for as a worker
 * does, where it runs beside: in the environment and in files; nothing of what is there is kept or told.
 */
export async function missingSecrets(texts: Iterable<string>): Promise<readonly string[]> {
  const named = new Set([...texts].flatMap((text) => text.match(REFERENCE) ?? []));
  const missing: string[] = [];
  for (const reference of [...named].sort())
    if (!(await isThere(reference))) missing.push(reference);
  return missing;
}

async function isThere(reference: string): Promise<boolean> {
  const [, kind, rest = ''] = /^secret:\/\/(env|file)\/(.*)$/.exec(reference) ?? [];
  if (kind === undefined) return false;
  if (kind === 'env') return (process.env[rest] ?? '') !== '';
  try {
    return (await readFile(`/${rest.replace(/^\/+/, '')}`, 'utf8')).replace(/\r?\n$/, '') !== '';
  } catch {
    return false;
  }
}
