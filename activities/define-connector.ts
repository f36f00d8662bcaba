import type { z } from 'zod';
import type { Json, JsonObject } from '../model/json';
import type { Effect, TargetObject } from '../model/plan/plan';
import type { Ports } from './ports/ports';

/** What a call aims at: an object of the inventory by kind and id, or an address that must belong to one. */
export type TargetRef =
  | { readonly kind: TargetObject['kind']; readonly id: string }
  | { readonly kind: 'address'; readonly address: string };

/** What a connector is given for one call. Everything that reaches outside goes through `ports`. */
export interface ConnectorCall<Input> {
  readonly input: Input;
  /** The objects that `targets(input)` named, in the same order. */
  readonly targets: readonly TargetObject[];
  /** What `before` gave. */
  readonly before: Json;
  /** Already narrowed to the plan's own inventory: any other destination throws before a packet leaves. */
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** Messages to people begin with `DRILL` in a drill; the wrapper sees to it. */
  readonly mode: 'live' | 'drill';
  /** Id for receivers that can tell a repeat: the same for every attempt of a step and phase, until that is undone. */
  readonly idempotencyKey: string;
  readonly attempt: number;
}

export interface ConnectorExample {
  readonly with: JsonObject;
  readonly gives: JsonObject;
}

/**
 * A connector: one folder, one definition, one line in connectors/index.ts.
 * `run` throws OperationError; anything else counts as a fault of the connector itself.
 */
export interface ConnectorDefinition<
  In extends z.ZodType<object> = z.ZodType<object>,
  Out extends z.ZodType<object> = z.ZodType<object>,
> {
  /** noun.verb */
  readonly uses: string;
  readonly summary: string;
  readonly effect: Effect;
  /** Whether a step may state another effect (`http.request`, `command.run`). */
  readonly effectByStep?: boolean;
  /** Kinds of tools (inventory `tools`) that it leans on. */
  readonly needs: readonly string[];
  readonly input: In;
  readonly output: Out;
  /**
   * Inputs that flowing steps fill in where the author leaves them out: input key → CEL over `server`, `feed`
   * or `service`, such as `{ server: 'server.id' }`.
   */
  readonly fills?: Readonly<Record<string, string>>;
  readonly examples: readonly [ConnectorExample, ...ConnectorExample[]];
  targets(input: z.output<In>): readonly TargetRef[];
  /** Read ahead of `run` and recorded, for undo. */
  before?(call: Omit<ConnectorCall<z.output<In>>, 'before'>): Promise<Json>;
  run(call: ConnectorCall<z.output<In>>): Promise<z.input<Out>>;
  /** Puts back what `before` recorded; tolerates that there is nothing to undo. */
  undo?(call: ConnectorCall<z.output<In>>): Promise<void>;
  /**
   * Whether a call may take power from something, or, with `before`, whether to undo it to that may. Such a call is
   * refused while a service that has traffic runs on what it aims at, where the run says which those are.
   */
  powersOff?(input: z.output<In>, before?: Json): boolean;
  /** For `once` and `irreversible`: how a person finds out whether a call of unknown outcome was done. */
  readonly findOut?: string;
}

/** Gives a definition its types; the connector folder exports the result. */
export function defineConnector<In extends z.ZodType<object>, Out extends z.ZodType<object>>(
  definition: ConnectorDefinition<In, Out>,
): ConnectorDefinition<In, Out> {
  return definition;
}
