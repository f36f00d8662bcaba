import { closeSync, openSync, writeSync } from 'node:fs';
import type { Json, JsonObject } from '../model/json';
import type { SiteEventKind } from './site/events';

/** Who made a call: the socket it came on, and its attempt where the protocol carries one. */
export interface Caller {
  readonly connection: string;
  readonly attempt?: number;
}

/** A call that changes something, as it arrives. */
export interface ChangingCall extends Caller {
  readonly target: string;
  readonly action: 'power' | 'outlet' | 'restore-policy' | 'weight' | 'request';
  readonly value: Json;
  /** State that the target has, or is on its way to, when the call arrives. */
  readonly had: Json;
}

/** Where a lab writes down what was done to it and what happened at it. */
export interface Journal {
  call(at: string, call: ChangingCall): void;
  /** `fault` is the id of the fault that an event is of. */
  event(at: string, target: string, value: SiteEventKind, fault?: string): void;
}

/** Lines of JSON appended to a file, each on its way to the disk before the next thing happens. */
export class LineFile {
  private readonly file: number;

  /** Begins the file anew. */
  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  append(line: JsonObject): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** The journal as lines of a file. */
export function fileJournal(file: LineFile): Journal {
  return {
    call: (at, { target, action, value, had, connection, attempt }) =>
      file.append({
        at,
        target,
        action,
        value,
        had,
        connection,
        ...(attempt === undefined ? {} : { attempt }),
      }),
    event: (at, target, value, fault) =>
      file.append({
        at,
        target,
        action: 'event',
        value,
        ...(fault === undefined ? {} : { fault }),
      }),
  };
}
