import { createHash, randomBytes } from 'node:crypto';

/** Things that are kept under a secret that was told once, are taken once, and are forgotten after a time. */
export class KeptFor<T> {
  private readonly kept = new Map<string, { readonly until: number; readonly value: T }>();

  constructor(
    private readonly goodMs: number,
    private readonly most: number,
    private readonly now: () => number,
  ) {}

  /** Keeps a value; gives the secret. The oldest goes where there are too many. */
  put(value: T): string {
    const secret = randomBytes(32).toString('base64url');
    this.kept.set(digestOf(secret), { until: this.now() + this.goodMs, value });
    const [oldest] = this.kept.keys();
    if (this.kept.size > this.most && oldest !== undefined) this.kept.delete(oldest);
    return secret;
  }

  /** Takes a value out; undefined where the secret is not good (any more). */
  take(secret: string): T | undefined {
    const digest = digestOf(secret);
    const found = this.kept.get(digest);
    this.kept.delete(digest);
    return found !== undefined && this.now() <= found.until ? found.value : undefined;
  }
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
