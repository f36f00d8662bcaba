import { readFileSync, statSync } from 'node:fs';
import { OperationError } from '../../model/errors';

/** Where a connection to a host of the inventory really goes. */
export interface HostResolver {
  /** `host` without brackets; a host that is not known resolves as itself. */
  resolve(host: string, port: number): { readonly host: string; readonly port: number };
  /** The same for the calls of one recovery, which must not meet the site of another one. */
  of?(recovery: string): HostResolver;
}

/** Every host resolves as itself. */
export const NO_LAB: HostResolver = { resolve: (host, port) => ({ host, port }) };

/**
 * Resolves hosts of a lab through the file that it writes when it starts (`{ hosts: { "name:port": "127.0.0.1:40001" } }`).
 * The file is read again when it changes; while there is none, hosts resolve as themselves.
 */
export function labHosts(file: string): HostResolver {
  let stamp = '';
  let lab: LabFile = { id: '', hosts: new Map() };
  const resolve = (
    host: string,
    port: number,
    recovery?: string,
  ): ReturnType<HostResolver['resolve']> => {
    const now = stampOf(file);
    if (now !== stamp) {
      lab = now === '' ? { id: '', hosts: new Map() } : readLab(file);
      stamp = now;
    }
    const mapped = lab.hosts.get(`${host.toLowerCase()}:${port}`);
    if (mapped === undefined) return { host, port };
    if (recovery !== undefined && OF_A_RECOVERY.test(lab.id) && lab.id !== recovery)
      throw new OperationError('TARGET_UNREACHABLE', `${host}: the lab is that of ${lab.id}`);
    return splitAddress(mapped, file);
  };
  return {
    resolve: (host, port) => resolve(host, port),
    of: (recovery) => ({ resolve: (host, port) => resolve(host, port, recovery) }),
  };
}

/** Id of a recovery; a lab that was started by hand has another one and serves anybody. */
const OF_A_RECOVERY = /-\d{8}-[a-z]{6}$/;

interface LabFile {
  /** Whom it was started for; empty where the file does not say. */
  readonly id: string;
  readonly hosts: ReadonlyMap<string, string>;
}

/** Changes when the file does: it is replaced whole, so that its inode changes too. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino}/${found.mtimeMs}/${found.size}`;
}

function readLab(file: string): LabFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new OperationError('FILE_UNREADABLE', `${file} is not the file of a lab`, { cause });
  }
  const found: Partial<Record<'id' | 'hosts', unknown>> =
    typeof value === 'object' && value !== null ? value : {};
  const { id, hosts } = found;
  if (typeof hosts !== 'object' || hosts === null)
    throw new OperationError('FILE_UNREADABLE', `${file} holds no 'hosts'`);
  const entries = Object.entries(hosts).map(([name, address]: [string, unknown]) => [
    name.toLowerCase(),
    String(address),
  ]);
  return {
    id: typeof id === 'string' ? id : '',
    hosts: new Map(entries.map(([name = '', address = '']) => [name, address])),
  };
}

function splitAddress(address: string, file: string): { host: string; port: number } {
  const found = /^(.+):(\d{1,5})$/.exec(address);
  if (found?.[1] === undefined)
    throw new OperationError('FILE_UNREADABLE', `${file} maps a host to '${address}'`);
  return { host: found[1].replace(/^\[|\]$/g, ''), port: Number(found[2]) };
}
