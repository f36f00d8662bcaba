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

/** Where the faults of a lab are made and taken back; only its owner can read it. */
export interface ControlFile {
  readonly v: 1;
  readonly id: string;
  readonly pid: number;
  /** Base of `/faults`. */
  readonly url: string;
  /** What `authorization: Bearer` must say: no page in a browser can know it. */
  readonly token: string;
}

/** Puts a file of a lab in place whole. */
export function writeLabFile(file: string, content: HostsFile | ControlFile): void {
  const draft = `${file}.${content.pid}.draft`;
  const mode = 'token' in content ? 0o600 : 0o644;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode });
  renameSync(draft, file);
}

/** Takes a file of a lab away, unless another lab has written its own since. */
export function removeLabFile(file: string, own: Pick<HostsFile, 'id' | 'pid'>): void {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return; // Gone already.
  }
  if (isJsonObject(found) && found['pid'] === own.pid && found['id'] === own.id)
    rmSync(file, { force: true });
}
