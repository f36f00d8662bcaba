import { MockActivityEnvironment } from '@temporalio/testing';
import { ActivityCancellationDetails } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import pino from 'pino';
import type { ConnectorDefinition } from '../../activities/define-connector';
import { AttemptsLog } from '../../activities/engine/attempts-log';
import { engineActivities } from '../../activities/engine/engine';
import type {
  CallInput,
  CallResult,
  RunRef,
  SliceInput,
  WatchResult,
} from '../../activities/engine/engine-activities';
import type { EngineDeps } from '../../activities/engine/engine-deps';
import type { AddressGuard, Ports } from '../../activities/ports/ports';
import type { AttemptRow, Ledger } from '../../ledger/ledger';
import { openLedger } from '../../ledger/open-ledger';
import { canonicalJson, digestOf } from '../../model/canonical-json';
import type { Json } from '../../model/json';
import type {
  CallPhase,
  Slice,
  SliceResult,
  SliceServer,
  TargetObject,
  Targets,
} from '../../model/plan/plan';
import type { WatchedService } from '../../model/run/command';
import { tinyCall, tinyNodes, tinyPlan } from '../support/tiny-plan';
import { AutoClock } from './auto-clock';
import type { TestClock } from './fake-engine-site';

interface Setting {
  readonly connectors: ReadonlyMap<string, ConnectorDefinition>;
  readonly targets?: Partial<Targets>;
  readonly slices?: Readonly<Record<string, Slice>>;
  readonly clock?: AutoClock;
  readonly ports?: (guard: AddressGuard) => Partial<Ports>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The real activities over an in-memory ledger, with a clock that jumps, run as Temporal would. */
export class EngineRig {
  readonly heartbeats: Json[] = [];
  reachedTemporalAt: () => number;
  readonly run: RunRef;
  private env: MockActivityEnvironment | undefined;
  private readonly deps: EngineDeps;
  private readonly log: AttemptsLog;

  private constructor(
    readonly ledger: Ledger,
    readonly clock: AutoClock,
    planDigest: string,
    setting: Setting,
  ) {
    this.run = { recovery: 'tiny-20221015-abcdef', planDigest, mode: 'drill', speed: 1 };
    this.reachedTemporalAt = clock.now;
    const log = pino({ level: 'silent' });
    this.log = new AttemptsLog(ledger, log);
    this.deps = {
      ledger,
      attempts: this.log,
      connectors: setting.connectors,
      ports: {
        narrowed: (guard) => ({ ...fakePorts(clock, setting.secrets), ...setting.ports?.(guard) }),
      },
      log,
      now: clock.now,
      reachedTemporalAt: () => this.reachedTemporalAt(),
    };
  }

  static async make(setting: Setting): Promise<EngineRig> {
    const ledger = await openLedger({ file: ':memory:' });
    const plan = tinyPlan(tinyNodes([{ id: 'one' }]));
    const put = (part: unknown): string => {
      plan.texts.set(digestOf(part), canonicalJson(part));
      return digestOf(part);
    };
    const slices: Record<string, string> = {};
    for (const [id, slice] of Object.entries(setting.slices ?? {})) slices[id] = put(slice);
    const targets: Targets = {
      environment: 'lab',
      objects: {},
      foreignHosts: [],
      ...setting.targets,
    };
    const planDigest = put({ ...plan.manifest, targets: put(targets), slices });
    await ledger.putParts(plan.texts);
    return new EngineRig(ledger, setting.clock ?? new AutoClock(), planDigest, setting);
  }

  async call(
    phase: Partial<CallPhase>,
    input: Json & object,
    over: Partial<CallInput> = {},
  ): Promise<CallResult> {
    const whole = tinyCall(phase);
    const call: CallInput = {
      run: this.run,
      node: 'one',
      attempt: 1,
      phase: whole,
      with: input as CallInput['with'],
      simulate: false,
      ...over,
    };
    return await this.inActivity(() => engineActivities(this.deps).call(call));
  }

  async slice(slice: string, over: Partial<SliceInput> = {}): Promise<SliceResult> {
    const input: SliceInput = {
      run: this.run,
      node: slice,
      attempt: 1,
      slice,
      liveFeeds: ['feed-a'],
      ...over,
    };
    return await this.inActivity(() => engineActivities(this.deps).runSlice(input));
  }

  async watch(services: readonly WatchedService[], speed = 1): Promise<WatchResult> {
    const input = { run: { ...this.run, speed }, services };
    return await this.inActivity(() => engineActivities(this.deps).watchServices(input));
  }

  /** Calls of a node that were logged. */
  async attempts(node: string): Promise<readonly AttemptRow[]> {
    await this.log.flush();
    return await this.ledger.attempts(this.run.recovery, node);
  }

  activities(): ReturnType<typeof engineActivities> {
    return engineActivities(this.deps);
  }

  /** Cancels the activity that runs, as a stop or the end of its worker does. */
  cancel(why: 'stop' | 'shutdown' = 'stop'): void {
    const stop = why === 'stop';
    this.env?.cancel(
      stop ? 'CANCELLED' : 'WORKER_SHUTDOWN',
      new ActivityCancellationDetails({ cancelRequested: stop, workerShutdown: !stop }),
    );
  }

  lastHeartbeat(): Json {
    return this.heartbeats.at(-1) ?? null;
  }

  private async inActivity<T>(work: () => Promise<T>): Promise<T> {
    const env = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    this.env = env;
    env.on('heartbeat', (details: Json) => this.heartbeats.push(details));
    return await env.run(work);
  }
}

/** What an activity threw: its code, message, detail and checkpoint. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; detail: unknown; checkpoint: Json }> {
  try {
    await promise;
  } catch (error) {
    const { type, message, details, name } = error as {
      type?: string;
      message: string;
      details?: unknown[];
      name: string;
    };
    const cancelled = name === 'CancelledFailure';
    return {
      code: cancelled ? 'cancelled' : (type ?? name),
      message,
      detail: cancelled ? null : details?.[0],
      checkpoint: (cancelled ? details?.[0] : details?.[1]) as Json,
    };
  }
  throw new Error('it did not fail');
}

export function fakePorts(clock: TestClock, secrets: Readonly<Record<string, string>> = {}): Ports {
  const none = (): never => {
    throw new Error('no such port in this test');
  };
  return {
    http: {
      request: ({ url }) => Promise.resolve({ status: 204, headers: {}, body: '', url }),
    },
    tcp: { connect: none },
    mail: { send: none },
    exec: { run: none },
    secrets: {
      resolve: (reference) => Promise.resolve(secrets[reference] ?? reference),
      hmacSha256: () => Promise.resolve('0'.repeat(64)),
    },
    log: { write: () => undefined },
    clock: clock.port,
  };
}

/** A server of tests: 1 kW at peak, half as much again while it starts. */
export function tinyServer(id: string, rack = 'r1'): SliceServer {
  return { id, rack, watts: 1000, inrush: 1.5, bmc: `http://bmc-${id}.lab.example/x` };
}

/** An object of the inventory. */
export function target(
  kind: TargetObject['kind'],
  id: string,
  addresses: readonly string[] = [],
  record: TargetObject['record'] = {},
): Record<string, TargetObject> {
  return { [`${kind}:${id}`]: { kind, id, addresses, record } };
}
