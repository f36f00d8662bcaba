import {
  DefaultLogger,
  type LogEntry,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { CancelledFailure, Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import type {
  CallInput,
  CallResult,
  EngineActivities,
  SliceInput,
  WatchInput,
  WatchResult,
} from '../../activities/engine/engine-activities';
import type { Json } from '../../model/json';
import type { LedgerEntry } from '../../model/run/entry';
import type { SliceResult } from '../../model/plan/plan';
import { WORKER_OPTIONS } from '../../worker/worker-options';
import { workflowBundle } from './workflow-bundle';

/** Engine activities that keep the ledger in memory and answer calls as a test says. */
export class FakeEngine implements EngineActivities {
  readonly parts = new Map<string, string>();
  readonly entries: LedgerEntry[] = [];
  readonly calls: CallInput[] = [];
  readonly slices: SliceInput[] = [];
  readonly watches: WatchInput[] = [];
  private tail = { run: '', history: 0, from: 1 };

  constructor(
    private readonly answer: (input: CallInput) => Promise<CallResult> | CallResult = () => ({
      output: null,
    }),
    private readonly watch: (input: WatchInput) => Promise<WatchResult> = () => untilCancelled(),
    private readonly slice: (input: SliceInput) => Promise<SliceResult> | SliceResult = () => ({
      ok: 0,
      already: 0,
      slow: 0,
      failed: [],
    }),
  ) {}

  /** Bound, as Temporal wants its activities. */
  activities(): EngineActivities {
    return {
      loadPart: (input) => this.loadPart(input),
      call: (input) => this.call(input),
      runSlice: (input) => this.runSlice(input),
      watchServices: (input) => this.watchServices(input),
      appendLedger: (input) => this.appendLedger(input),
    };
  }

  loadPart({ digest }: { readonly digest: string }): Promise<string> {
    const text = this.parts.get(digest);
    if (text === undefined) throw new Error(`no part ${digest}`);
    return Promise.resolve(text);
  }

  async call(input: CallInput): Promise<CallResult> {
    this.calls.push(input);
    return await this.answer(input);
  }

  async runSlice(input: SliceInput): Promise<SliceResult> {
    this.slices.push(input);
    return await this.slice(input);
  }

  async watchServices(input: WatchInput): Promise<WatchResult> {
    this.watches.push(input);
    return await this.watch(input);
  }

  /** Like the ledger: what no later workflow task has confirmed gives way to what is told instead. */
  appendLedger({
    entries,
    writer,
  }: Parameters<EngineActivities['appendLedger']>[0]): Promise<void> {
    const { tail } = this;
    const from = Math.min(this.entries.length + 1, entries[0]?.seq ?? 1);
    for (const entry of entries) {
      const known = this.entries[entry.seq - 1];
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(entry)) {
        if (entry.seq < tail.from) throw new Error(`another entry ${String(entry.seq)}`);
        this.entries.length = entry.seq - 1;
      }
      if (entry.seq > this.entries.length + 1) throw new Error(`gap before ${String(entry.seq)}`);
      if (entry.seq === this.entries.length + 1) this.entries.push(entry);
    }
    const isSame = writer.run === tail.run && writer.history === tail.history;
    this.tail = { ...writer, from: isSame ? Math.min(tail.from, from) : from };
    return Promise.resolve();
  }
}

/** An activity that is alive, and of which nothing comes until it is told to stop; it leaves `checkpoint` behind. */
export async function untilCancelled(checkpoint?: Json): Promise<never> {
  const context = Context.current();
  context.heartbeat(checkpoint);
  const beat = setInterval(() => context.heartbeat(checkpoint), 200);
  try {
    return await context.cancelled;
  } catch (error) {
    throw checkpoint === undefined ? error : new CancelledFailure('cancelled', [checkpoint]);
  } finally {
    clearInterval(beat);
  }
}

/** Address of the server that the test run started. */
export function serverAddress(): string {
  const address = process.env['BLACKSTART_TEST_TEMPORAL'];
  if (address === undefined)
    throw new Error('no Temporal server: test/support/global-setup.ts starts one');
  return address;
}

/** Installed once a test file: worker life-cycle lines would bury the results. */
let quiet: Runtime | undefined;

/** Errors that workers and workflows of this test file logged; shown as they come. */
export const logged: LogEntry[] = [];

const logger = new DefaultLogger('ERROR', (entry) => {
  logged.push(entry);
  process.stderr.write(`${entry.level} ${entry.message}\n`);
});

/** A client and a worker on a task queue of their own; `close` ends both. */
export async function startTestWorker(
  taskQueue: string,
  activities: object,
): Promise<{ client: Client; close: () => Promise<void> }> {
  const address = serverAddress();
  quiet ??= Runtime.install({ logger });
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const worker = await Worker.create({
    ...WORKER_OPTIONS,
    connection: native,
    taskQueue,
    activities,
    workflowBundle: workflowBundle(),
  });
  const running = worker.run();
  return {
    client: new Client({ connection }),
    close: async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await native.close();
    },
  };
}
