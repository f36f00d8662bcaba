import { createHash } from 'node:crypto';
import { canonicalJson } from '../../model/canonical-json';
import { OperationError } from '../../model/errors';
import type { Json } from '../../model/json';

/** Keys that are remembered. */
const MOST = 5000;

/** What was asked for once under a key is done once, however often it is asked for; forgotten with the process. */
export class OncePerKey<T> {
  private readonly underway = new Map<string, { digest: string; result: Promise<T> }>();

  /** Does the work, or gives what came of it before. Throws KEY_REUSED where the key stood for another request. */
  async do(key: string, request: Json, work: () => Promise<T>): Promise<T> {
    const digest = createHash('sha256').update(canonicalJson(request)).digest('hex');
    const before = this.underway.get(key);
    if (before !== undefined) {
      if (before.digest === digest) return await before.result;
      throw new OperationError('KEY_REUSED', `'${key}' was used for another request`);
    }
    const result = work();
    this.underway.set(key, { digest, result });
    const [oldest] = this.underway.keys();
    if (this.underway.size > MOST && oldest !== undefined) this.underway.delete(oldest);
    try {
      return await result;
    } catch (error) {
      // What was not done may be asked for again.
      this.underway.delete(key);
      throw error;
    }
  }
}
