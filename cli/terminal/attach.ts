import { openReader, type Reader } from '../../client/read-recoveries';
import { followRecovery } from '../../client/follow';
import { noticesOf } from '../../client/notices';
import type { StateFolder } from '../../client/state-folder';
import { supervisorStatus } from '../../client/supervisor/supervisor-files';
import type { RecoveryView } from '../../model/view/recovery-view';
import { EXIT, exitOfStatus } from '../exit-code';
import type { CommandPlace } from '../render/answers';
import { eventLine } from '../render/events';
import { progressLines } from '../render/progress';
import { summaryLines } from '../render/summary';
import { commandWords } from '../render/answers';
import { LiveScreen } from './live-screen';
import type { Output, Shell } from './shell';

/** What an attached command follows. */
export interface Attachment {
  readonly state: StateFolder;
  readonly id: string;
  readonly place: CommandPlace;
  readonly format: 'text' | 'json';
  /** How long it may be held before a command off a terminal gives up, ms; simulated people may be at it. */
  readonly patienceMs: number;
  /** Entries up to this one are not told again; by default all are told. */
  readonly after?: number;
}

/** How often the picture is drawn, ms. */
const DRAW_MS = 250;
/** How often the supervisor is looked for, ms. */
const LOOK_MS = 2000;
/** Events kept for the picture. */
const KEPT_EVENTS = 50;

/** What following needs of a reader. */
type Followed = Pick<Reader, 'view' | 'entries' | 'close'>;

/** Why following ended before the recovery did. */
type Leave = 'interrupt' | 'stuck';

/**
 * Follows a recovery until it ends, or until Ctrl-C, which leaves it running; off a terminal also until only
 * people can move it. Gives the exit code.
 */
export async function attach(
  attachment: Attachment,
  shell: Shell,
  open: (state: StateFolder) => Promise<Followed> = openReader,
): Promise<number> {
  const reader = await open(attachment.state);
  const following = new Following(attachment, shell, reader);
  try {
    return await following.run();
  } finally {
    following.end();
    await reader.close();
  }
}

class Following {
  private readonly leave = new AbortController();
  private readonly screen: LiveScreen | undefined;
  private readonly out: Output;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly events: string[] = [];
  private patience: NodeJS.Timeout | undefined;
  private view: RecoveryView | undefined;
  private notice: string | undefined;
  private lastSeq: number;
  /** Last entry when it was looked beside the ledger. */
  private lookedAtSeq = -1;
  /** Its workflow was ended from outside: nobody knows how the site stands. */
  private isGone = false;
  private telling: Promise<void> = Promise.resolve();
  private why: Leave | undefined;
  private readonly onSignal = (): void => this.leaveFor('interrupt');

  constructor(
    private readonly attachment: Attachment,
    private readonly shell: Shell,
    private readonly reader: Followed,
  ) {
    const isJson = attachment.format === 'json';
    this.lastSeq = attachment.after ?? 0;
    this.screen = shell.out.canRedraw && !isJson ? new LiveScreen(shell.out) : undefined;
    this.out = isJson ? shell.err : shell.out;
  }

  async run(): Promise<number> {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
    if (this.screen !== undefined) this.timers.push(setInterval(() => this.draw(), DRAW_MS));
    await this.watchSupervisor();
    const { id, format } = this.attachment;
    const last = await followRecovery(
      this.reader,
      id,
      (view) => this.take(view),
      this.leave.signal,
    );
    await this.telling;
    this.screen?.close(false);
    if (this.why === 'interrupt') return this.detach(last);
    if (format === 'json') this.shell.out.write(`${JSON.stringify(last, undefined, 2)}\n`);
    else {
      const { style } = this.shell.out;
      const gap = this.screen === undefined ? [''] : [];
      this.shell.out.lines([
        ...gap,
        ...summaryLines(last, this.attachment.place, Date.now(), style),
      ]);
    }
    return this.isGone ? EXIT.unsafe : exitOfStatus(last.status);
  }

  end(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.patience);
    this.screen?.close(true);
  }

  private leaveFor(why: Leave): void {
    this.why ??= why;
    this.leave.abort();
  }

  private take(view: RecoveryView): void {
    this.view = view;
    this.telling = this.telling.then(() => this.tell(view));
    this.draw();
    if (this.screen !== undefined) return;
    const { status } = view;
    const isStuck = status === 'held' || status === 'paused' || status === 'stopped';
    if (!isStuck) {
      clearTimeout(this.patience);
      this.patience = undefined;
    } else if (this.attachment.patienceMs === 0) this.leaveFor('stuck');
    else this.patience ??= setTimeout(() => this.leaveFor('stuck'), this.attachment.patienceMs);
  }

  /** Tells what was added to the ledger since the last time. */
  private async tell(view: RecoveryView): Promise<void> {
    const entries = await this.reader.entries(view.id, this.lastSeq);
    for (const entry of entries) {
      if (entry.seq <= this.lastSeq) continue;
      this.lastSeq = entry.seq;
      const line = eventLine(entry, this.out.style);
      if (line === undefined) continue;
      if (this.screen === undefined) this.out.lines([line]);
      else this.events.push(line);
    }
    this.events.splice(0, this.events.length - KEPT_EVENTS);
  }

  private draw(): void {
    if (this.screen === undefined || this.view === undefined) return;
    const { view, events, notice } = this;
    const frame = {
      view,
      events,
      place: this.attachment.place,
      now: Date.now(),
      ...(notice === undefined ? {} : { notice }),
    };
    this.screen.draw(progressLines(frame, this.screen.height(), this.shell.out.style));
  }

  /** A recovery goes on only while a supervisor of this state folder does, where it had one. */
  private async watchSupervisor(): Promise<void> {
    const { state, place } = this.attachment;
    if ((await supervisorStatus(state)).state === 'down') return;
    const up = commandWords('up', undefined, ['--detach'], place).join(' ');
    const look = async (): Promise<void> => {
      const isDown = (await supervisorStatus(state)).state === 'down';
      const notice = isDown
        ? `the supervisor is down; ${up} takes the recovery up again`
        : await this.besideLedger();
      if (notice !== undefined && this.notice === undefined && this.screen === undefined)
        this.shell.err.lines([notice]);
      this.notice = notice;
    };
    this.timers.push(setInterval(() => void look().catch(() => undefined), LOOK_MS));
  }

  /** What the ledger cannot tell, looked for while it tells nothing new; nobody waits for what has ended. */
  private async besideLedger(): Promise<string | undefined> {
    const { state, id } = this.attachment;
    const hasMoved = this.lookedAtSeq !== this.lastSeq;
    this.lookedAtSeq = this.lastSeq;
    if (hasMoved) return undefined;
    const [found] = await noticesOf(state, id);
    if (found?.code === 'ENDED_FROM_OUTSIDE') {
      this.isGone = true;
      this.leaveFor('stuck');
    }
    return found?.text;
  }

  /** 130 is what a shell reports of a command that was interrupted. */
  private detach(last: RecoveryView): number {
    const words = commandWords('watch', last.id, [], {
      ...(this.attachment.place.state === undefined ? {} : { state: this.attachment.place.state }),
    });
    this.shell.err.lines([
      `left ${last.id} ${last.status}; come back with:`,
      `  ${words.join(' ')}`,
    ]);
    return INTERRUPTED;
  }
}

const INTERRUPTED = 130;
