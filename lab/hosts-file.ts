import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isJsonObject } from '../model/json';

/** What a lab says of itself once every listener is up. */
export interface HostsFile {
  readonly v: 1;
  readonly id: string;
  readonly pid: number;
  readonly startedAt: string;
  /** host:port of the inventory → where it listens. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** Puts the file in place whole. */
export function writeHosts(file: string, content: HostsFile): void {
  const draft = `${file}.${content.pid}.draft`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(draft, file);
}

/** Takes the file away, unless another lab has written its own since. */
export function removeHosts(file: string, own: Pick<HostsFile, 'id' | 'pid'>): void {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return; // Gone already.
  }
  if (isJsonObject(found) && found['pid'] === own.pid && found['id'] === own.id)
    rmSync(file, { force: true });
}
