import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf } from './write-by-rename';

/** A lock that this process holds; the system lets go of it when the process dies, however it dies. */
export interface HeldLock {
  release(): void;
}

/**
 * Takes the lock that a file stands for; undefined where another process holds it after `waitMs`. It is the lock
 * of an empty SQLite database, so that no stale lock is ever to be told from a good one.
 */
export function takeLock(file: string, waitMs: number): HeldLock | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (codeOf(error)?.startsWith('SQLITE_BUSY') === true) return undefined;
    throw error;
  }
}

/** Whether some process holds the lock now. */
export function lockIsHeld(file: string): boolean {
  const lock = takeLock(file, 0);
  lock?.release();
  return lock === undefined;
}
