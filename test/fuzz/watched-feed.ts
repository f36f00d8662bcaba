import pino from 'pino';
import { CONNECTORS } from '../../activities/connectors';
import { ConnectorCaller } from '../../activities/engine/connector-caller';
import { inventoryGuard } from '../../activities/engine/inventory-guard';
import { FeedWatch } from '../../activities/engine/slice/feed-watch';
import type { AddressGuard, Ports } from '../../activities/ports/ports';
import { OperationError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { SliceInterlock, TargetObject } from '../../model/plan/plan';
import { tinyNodes, tinyPlan } from '../support/tiny-plan';

const SECOND = 1000;

/** What an interlock of the feed calls and wants. */
export interface Interlock {
  readonly uses: string;
  readonly with: JsonObject;
  readonly expect: string;
  readonly maxAgeMs?: number;
}

/** A call as it ended: with an output, or with an error of the catalogue; anything else is thrown on. */
export type Called =
  | { readonly ok: true; readonly output: JsonObject }
  | { readonly ok: false; readonly code: string };

/** A feed with a PDU, whose interlocks are read by the real connectors, in the real wrapper, over given ports. */
export class WatchedFeed {
  private readonly caller: ConnectorCaller;

  constructor(objects: readonly TargetObject[], ports: (guard: AddressGuard) => Ports) {
    const targets = {
      environment: 'lab',
      objects: Object.fromEntries(objects.map((one) => [`${one.kind}:${one.id}`, one])),
      foreignHosts: [],
    } as const;
    const { manifest, planDigest } = tinyPlan(tinyNodes([{ id: 'one' }]));
    const none = (): never => {
      throw new Error('no ledger is asked here');
    };
    this.caller = new ConnectorCaller(
      {
        ledger: { close: none } as never,
        connectors: new Map(CONNECTORS.map((one) => [one.uses, one])),
        ports: { narrowed: ports },
        log: pino({ level: 'silent' }),
        now: Date.now,
        reachedTemporalAt: Date.now,
      },
      { manifest, targets, guard: inventoryGuard(targets) },
      { recovery: 'fuzz-20221015-abcdef', planDigest, mode: 'drill', speed: 1 },
      { node: 'one', attempt: 1 },
    );
  }

  /** One call in the wrapper. A connector that failed in a way it does not know has crashed. */
  async call(uses: string, input: JsonObject, signal = NEVER): Promise<Called> {
    try {
      const request = { uses, with: input, phase: 'call' };
      return { ok: true, output: await this.caller.call(request, signal) };
    } catch (error) {
      if (!(error instanceof OperationError) || error.code === 'CONNECTOR_FAULT') throw error;
      return { ok: false, code: error.code };
    }
  }

  /** Whether a server might be started now, by the interlock and the load of the feed. */
  async isSafe(interlock: Interlock, signal = NEVER): Promise<boolean> {
    const watched: SliceInterlock = {
      id: 'fuzzed',
      feed: 'feed-a',
      maxAgeMs: 60 * SECOND,
      scope: { feed: { id: 'feed-a' } },
      ...interlock,
    };
    const feed = { id: 'feed-a', pdu: 'pdu-a', usableKw: 20, equipmentKw: 0 };
    try {
      return await new FeedWatch(this.caller, [feed], [watched], 1).isSafeNow(signal);
    } catch (error) {
      // What only a person can mend ends the slice at once.
      if (error instanceof OperationError && error.code !== 'CONNECTOR_FAULT') return false;
      throw error;
    }
  }
}

const NEVER = new AbortController().signal;
