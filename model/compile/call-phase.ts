import { durationMs } from '../duration';
import { RUN_NAMES } from '../expression/references';
import type { JsonObject } from '../json';
import type { CallPhase, Effect, Poll, RetryPolicy } from '../plan/plan';
import type { Retry } from '../schema/step-parts';
import { checkFilled } from './check-filled';
import { connectorOf, fillsOf } from './check-call';
import type { ConnectorInfo } from './connector-info';
import { at, filledWith, scopeFor, type Context, type Spot } from './context';
import { withScope } from './planner';

/** Longest one attempt of a call may take where the step says nothing, ms; a choice of ours. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** Tries of a call that may be repeated, where the step says nothing; a choice of ours. */
export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 3,
  delayMs: 5000,
  backoff: 2,
  maxDelayMs: 300_000,
};

export function retryPolicy(retry: Retry): RetryPolicy {
  return {
    attempts: retry.attempts,
    delayMs: durationMs(retry.delay),
    backoff: retry.backoff,
    maxDelayMs: durationMs(retry.maxDelay),
  };
}

interface CallOptions {
  readonly id: string;
  readonly effect: Effect;
  readonly poll?: Poll;
  /** What the step adds to the scope: `feed`, `service`, `item`. */
  readonly extra?: JsonObject;
  /** Names that are filled in later than compile. */
  readonly keepNames?: ReadonlySet<string>;
  /** Whether a later expression reads the output. */
  readonly keep?: boolean;
  readonly share?: number;
  /** Whether a drill answers it with the connector's example. */
  readonly simulate?: boolean;
}

/** Fields by which a reading says of itself whether it is good. */
const VERDICTS = ['ok', 'open'];

/** What a call must give: as authored, or of a reading that says itself whether it is good, that it is. */
export function expectOf(
  context: Context,
  call: { readonly uses: string; readonly expect?: string | undefined },
): string | undefined {
  if (call.expect !== undefined) return call.expect;
  const connector = connectorOf(context, call.uses);
  if (connector?.effect !== 'read' || connector.outputType.kind !== 'object') return undefined;
  const { fields } = connector.outputType;
  const verdict = VERDICTS.find((name) => fields[name]?.kind === 'bool');
  return verdict === undefined ? undefined : `result.${verdict}`;
}

/** Names of what a call reaches that a sentence for people holds. */
const MOST_NAMED = 3;

/** How a person finds out whether a call that must not be repeated took effect. */
function findOutOf(
  connector: ConnectorInfo | undefined,
  effect: Effect,
  uses: string,
  input: JsonObject,
): Pick<CallPhase, 'findOut'> {
  if (effect !== 'once' && effect !== 'irreversible') return {};
  const targets = (connector?.targets(input) ?? []).map((target) =>
    target.kind === 'address' ? bare(target.address) : `${target.kind} '${target.id}'`,
  );
  const where =
    connector?.findOut ?? `Look where ${uses} acts, in its log or state, whether it took effect.`;
  const named = targets.slice(0, MOST_NAMED).join(', ');
  return { findOut: named === '' ? where : `${where} It was aimed at ${named}.` };
}

/** An address without what may be secret in it. */
function bare(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^@/]*@/i, '$1').replace(/[?#].*$/s, '');
}

/** One connector call as the plan carries it. */
export function callPhase(
  context: Context,
  spot: Spot,
  call: { readonly uses: string; readonly with: JsonObject; readonly expect?: string | undefined },
  options: CallOptions,
): CallPhase {
  const extra = options.extra ?? {};
  const expect = expectOf(context, call);
  const connector = connectorOf(context, call.uses);
  const authored = {
    ...(connector === undefined ? {} : fillsOf(connector, Object.keys(extra))),
    ...call.with,
  };
  const keep = options.keepNames ?? RUN_NAMES;
  const input = filledWith(context, at(spot, 'with'), authored, extra, keep);
  if (connector !== undefined) checkFilled(context, spot, connector, authored, input);
  return {
    type: 'call',
    id: options.id,
    uses: call.uses,
    effect: options.effect,
    with: input,
    ...(expect === undefined ? {} : { expect }),
    ...withScope(scopeFor(context, expect, extra)),
    ...(options.poll === undefined ? {} : { poll: options.poll }),
    keep: options.keep ?? false,
    ...findOutOf(connector, options.effect, call.uses, input),
    ...(options.share === undefined ? {} : { share: options.share }),
    ...(options.simulate === true ? { example: connector?.example ?? null } : {}),
  };
}
