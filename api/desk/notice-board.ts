import { noticesOf, type Notice } from '../../client/notices';
import type { StateFolder } from '../../client/state-folder';

/** How long what was found beside the ledger counts, ms; asking Temporal and the lab takes its time. */
const GOOD_MS = 5000;

/** Recoveries whose notices are kept. */
const MOST = 200;

interface Pinned {
  readonly askedAt: number;
  readonly notices: readonly Notice[];
}

/** What stands beside the ledger of recoveries, as of a few seconds ago; asking never makes anybody wait. */
export class NoticeBoard {
  private readonly pinned = new Map<string, Pinned>();

  constructor(private readonly state: StateFolder) {}

  /** The same array while nothing has changed. */
  of(id: string): readonly Notice[] {
    const found = this.pinned.get(id) ?? { askedAt: 0, notices: [] };
    if (Date.now() - found.askedAt > GOOD_MS) {
      this.pin(id, { ...found, askedAt: Date.now() });
      void this.ask(id, found.notices);
    }
    return found.notices;
  }

  private async ask(id: string, before: readonly Notice[]): Promise<void> {
    const notices = await noticesOf(this.state, id).catch(() => before);
    const isSame = JSON.stringify(notices) === JSON.stringify(before);
    this.pin(id, { askedAt: Date.now(), notices: isSame ? before : notices });
  }

  private pin(id: string, pinned: Pinned): void {
    this.pinned.delete(id);
    this.pinned.set(id, pinned);
    const [oldest] = this.pinned.keys();
    if (this.pinned.size > MOST && oldest !== undefined) this.pinned.delete(oldest);
  }
}
