import { join } from 'node:path';
import { externalTemporal } from '../external-temporal';
import { builtFile } from '../installed-file';
import type { StateFolder } from '../state-folder';

/** A program as it is started. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The programs that a supervisor keeps; tests give their own. */
export interface Programs {
  temporal(binary: string, port: number): Program;
  worker(address: string): Program;
  people(recovery: string, address: string): Program;
  /** The page; absent where none is wanted. */
  readonly api?: () => Program;
  lab(): Program;
}

/** Without these a step costs 100 ms, because one shard dispatches 20 times a second. */
export const FAST_SETTINGS = [
  'system.enableActivityEagerExecution=true',
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollRPS=1000',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'system.forceSearchAttributesCacheRefreshOnRead=false',
] as const;

/** How safely the embedded server stores: FULL survives a power cut; less is for benchmarks and refused live. */
export function storeSynchronous(): string {
  return process.env['BLACKSTART_SYNCHRONOUS'] ?? 'FULL';
}

/** File that says under which number the embedded server runs. */
export function serverPidFile(state: StateFolder): string {
  return join(state.temporal, 'temporal.pid');
}

/** Database of the embedded server. */
export function serverDatabase(state: StateFolder): string {
  return join(state.temporal, 'temporal.db');
}

export function specFile(state: StateFolder): string {
  return join(state.lab, 'spec.json');
}

export function hostsFile(state: StateFolder): string {
  return join(state.lab, 'hosts.json');
}

/**
 * Runs a server until standard input ends, however its owner dies, and leaves its number in a file. It is killed,
 * not asked: its store survives that, and whoever takes over must not wait.
 */
const TIED = [
  'pidfile=$1; shift; exec 3<&0',
  '"$@" </dev/null 3<&- & server=$!',
  'echo "$server" >"$pidfile"',
  '{ cat <&3 >/dev/null; kill -9 "$server"; } 2>/dev/null &',
  'exec 3<&-; wait "$server"',
].join('\n');

/** The programs of this package, as built. */
export function builtPrograms(state: StateFolder): Programs {
  // An external Temporal is named to the children by the environment that named it to us.
  const toTemporal = (address: string): Record<string, string> =>
    externalTemporal() === undefined ? { TEMPORAL_ADDRESS: address } : {};
  const node = (name: string, args: readonly string[], env: Program['env'] = {}): Program => ({
    command: process.execPath,
    args: ['--enable-source-maps', builtFile(name), ...args],
    env: { ...env, BLACKSTART_STATE: state.root, BLACKSTART_TIED: '1' },
  });
  return {
    temporal: (binary, port) => tiedServer(state, serverCommand(state, binary, port)),
    worker: (address) =>
      node('worker/main.js', [], {
        ...toTemporal(address),
        BLACKSTART_LAB_HOSTS: hostsFile(state),
      }),
    people: (recovery, address) =>
      node(
        'client/people/main.js',
        ['--state', state.root, '--recovery', recovery],
        toTemporal(address),
      ),
    api: () => node('api/main.js', []),
    lab: () => node('lab/main.js', ['--spec', specFile(state)], { BLACKSTART_TIED: undefined }),
  };
}

/** A server command, tied to standard input. */
export function tiedServer(state: StateFolder, command: readonly string[]): Program {
  return { command: 'sh', args: ['-c', TIED, 'sh', serverPidFile(state), ...command] };
}

function serverCommand(state: StateFolder, binary: string, port: number): readonly string[] {
  return [
    binary,
    'server',
    'start-dev',
    '--headless',
    ...['--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...['--db-filename', serverDatabase(state)],
    ...['--sqlite-pragma', 'journal_mode=WAL'],
    ...['--sqlite-pragma', `synchronous=${storeSynchronous()}`],
    ...FAST_SETTINGS.flatMap((setting) => ['--dynamic-config-value', setting]),
  ];
}
