import { readFileSync, statSync } from 'node:fs';
import { OperationError } from '../../model/errors';

/** Where a connection to a host of the inventory really goes. */
export interface HostResolver {
  /** `host` without brackets; a host that is not known resolves as itself. */
  resolve(host: string, port: number): { readonly host: string; readonly port: number };
}

/** Every host resolves as itself. */
export const NO_LAB: HostResolver = { resolve: (host, port) => ({ host, port }) };

/**
 * Resolves hosts of a lab through the file that it writes when it starts (`{ hosts: { "name:port": "127.0.0.1:40001" } }`).
 * The file is read again when it changes; while there is none, hosts resolve as themselves.
 */
export function labHosts(file: string): HostResolver {
  let stamp = '';
  let hosts: ReadonlyMap<string, string> = new Map();
  return {
    resolve(host, port) {
      const now = stampOf(file);
      if (now !== stamp) {
        hosts = now === '' ? new Map() : readHosts(file);
        stamp = now;
      }
      const mapped = hosts.get(`${host.toLowerCase()}:${port}`);
      return mapped === undefined ? { host, port } : splitAddress(mapped, file);
    },
  };
}

/** Changes when the file does: it is replaced whole, so that its inode changes too. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino}/${found.mtimeMs}/${found.size}`;
}

function readHosts(file: string): ReadonlyMap<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new OperationError('FILE_UNREADABLE', `${file} is not the file of a lab`, { cause });
  }
  const hosts =
    typeof value === 'object' && value !== null && 'hosts' in value ? value.hosts : null;
  if (typeof hosts !== 'object' || hosts === null)
    throw new OperationError('FILE_UNREADABLE', `${file} holds no 'hosts'`);
  const entries = Object.entries(hosts).map(([name, address]: [string, unknown]) => [
    name.toLowerCase(),
    String(address),
  ]);
  return new Map(entries.map(([name = '', address = '']) => [name, address]));
}

function splitAddress(address: string, file: string): { host: string; port: number } {
  const found = /^(.+):(\d{1,5})$/.exec(address);
  if (found?.[1] === undefined)
    throw new OperationError('FILE_UNREADABLE', `${file} maps a host to '${address}'`);
  return { host: found[1].replace(/^\[|\]$/g, ''), port: Number(found[2]) };
}
