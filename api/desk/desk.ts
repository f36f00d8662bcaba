import { openReader, type Reader } from '../../client/read-recoveries';
import type { StateFolder } from '../../client/state-folder';
import { TemporalLink } from '../../client/temporal-link';
import type { Notice } from '../../client/notices';
import type { RecoveryView } from '../../model/view/recovery-view';
import { KeptPlans } from './kept-plans';
import { KeptSayings } from './kept-sayings';
import { KnownRunbooks } from './known-runbooks';
import { LedgerWatch } from './ledger-watch';
import { NoticeBoard } from './notice-board';
import { OncePerKey } from './once-per-key';

/** A recovery with what stands beside its ledger. */
export type ShownRecovery = RecoveryView & {
  readonly notices: readonly Notice[];
  readonly temporal: 'up' | 'down';
};

/** A statement that was taken. */
export interface Receipt {
  readonly recovery: string;
  /** Number of its ledger entry. */
  readonly seq: number;
  /** Step as the statement names it; empty where it is about the whole run. */
  readonly step: string;
}

/** Everything that routes stand on: one ledger and one connection to Temporal for all of them. */
export interface Desk {
  readonly state: StateFolder;
  readonly reader: Reader;
  readonly temporal: TemporalLink;
  readonly plans: KeptPlans;
  readonly sayings: KeptSayings;
  readonly runbooks: KnownRunbooks;
  readonly watch: LedgerWatch;
  readonly said: OncePerKey<Receipt>;
  readonly started: OncePerKey<string>;
  /** How people get in: by a link on this machine, or by a login provider. */
  readonly login: 'link' | 'oidc';
  now(): number;
  /** The same object while nothing has changed. */
  shown(id: string): Promise<ShownRecovery>;
  close(): Promise<void>;
}

/** Recoveries whose last form is kept. */
const MOST_SHOWN = 64;

/** Opens the ledger of a state folder, for as long as routes need it. */
export async function openDesk(state: StateFolder, login: Desk['login'] = 'link'): Promise<Desk> {
  const reader = await openReader(state);
  const temporal = new TemporalLink(state);
  const board = new NoticeBoard(state);
  const kept = new Map<string, { view: RecoveryView; shown: ShownRecovery }>();
  return {
    state,
    reader,
    temporal,
    plans: new KeptPlans(reader),
    sayings: new KeptSayings(reader),
    runbooks: new KnownRunbooks(state),
    watch: new LedgerWatch(reader),
    said: new OncePerKey(),
    started: new OncePerKey(),
    login,
    now: () => Date.now(),
    async shown(id) {
      const view = await reader.view(id);
      const status = await temporal.status();
      const notices = view.endedAt === null ? board.of(id) : [];
      const last = kept.get(id);
      const isSame =
        last?.view === view &&
        last.shown.temporal === status &&
        (last.shown.notices === notices || notices.length + last.shown.notices.length === 0);
      if (isSame) return last.shown;
      const shown = { ...view, notices, temporal: status };
      kept.delete(id);
      kept.set(id, { view, shown });
      const [oldest] = kept.keys();
      if (kept.size > MOST_SHOWN && oldest !== undefined) kept.delete(oldest);
      return shown;
    },
    async close() {
      await temporal.close();
      await reader.close();
    },
  };
}
