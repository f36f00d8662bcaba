import { canonicalJson, digestOfText } from '../../model/canonical-json';
import { OperationError } from '../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { Effect, TargetObject } from '../../model/plan/plan';
import type { ConnectorCall, ConnectorDefinition } from '../define-connector';
import type { Ports } from '../ports/ports';
import { checkInputText, markedForDrill } from './call-input';
import { tapped, type CallHooks, type CallRecord } from './call-record';
import { cutShortBy } from './cut-short';
import type { EngineDeps } from './engine-deps';
import type { RunRef } from './engine-activities';
import { operationError } from './failures';
import type { LoadedPlan } from './plan-store';
import { Redactor } from './redactor';
import { refuseToCutWhatServes } from './serving-guard';

/** One connector call, as plans name it. */
export interface ConnectorRequest {
  readonly uses: string;
  /** Input, with every expression filled in. */
  readonly with: JsonObject;
  /** Phase of the node; part of the idempotency key. */
  readonly phase: string;
  /** Server or `forEach` item that it is for; without one the input stands for it. */
  readonly item?: string;
  /** Set where it is to be undone, to this. */
  readonly undo?: { readonly before: Json };
}

/** The attempt of a node that calls are made for. */
export interface CallerOf {
  readonly node: string;
  readonly attempt: number;
  /** How often something that the node changed was put back. */
  readonly round?: number;
  /** Services that have traffic: nothing that they run on loses its power. */
  readonly serving?: readonly string[];
}

/** A call that passed every check; nothing has left yet. */
export interface PreparedCall {
  readonly definition: ConnectorDefinition;
  /** Reads what undo will need; null where the connector has nothing to record. */
  readBefore(signal: AbortSignal): Promise<Json>;
  run(before: Json, signal: AbortSignal, hooks?: CallHooks): Promise<JsonObject>;
  /** Goes back to the `undo.before` of the request; false where the connector cannot. */
  undo(signal: AbortSignal, hooks?: CallHooks): Promise<boolean>;
}

/**
 * The one wrapper around every connector: it parses the input again, resolves targets against the plan's own
 * inventory, hands out ports narrowed to it, and takes secrets out of what comes back.
 */
export class ConnectorCaller {
  readonly redactor = new Redactor();
  readonly ports: Ports;

  constructor(
    private readonly deps: EngineDeps,
    private readonly plan: LoadedPlan,
    private readonly run: RunRef,
    private readonly whose: CallerOf,
  ) {
    const narrowed = deps.ports.narrowed(plan.guard, run.recovery);
    this.ports = { ...narrowed, secrets: this.watched(narrowed.secrets) };
  }

  /** Checks, calls and gives the output; for reads and for calls whose `before` nobody needs. */
  async call(
    request: ConnectorRequest,
    signal: AbortSignal,
    hooks?: CallHooks,
  ): Promise<JsonObject> {
    return await this.prepare(request).run(null, signal, hooks);
  }

  /** The record of an object of the inventory; empty where it has none. */
  recordOf(kind: TargetObject['kind'], id: string): JsonObject {
    return this.plan.targets.objects[`${kind}:${id}`]?.record ?? {};
  }

  /** How freely a connector may be called again; throws CONNECTOR_UNKNOWN. */
  effectOf(uses: string): Effect {
    return this.definitionOf(uses).effect;
  }

  /** Throws CALL_INPUT_INVALID, TARGET_OUTSIDE_INVENTORY or TARGET_SERVES before a packet leaves. */
  prepare(request: ConnectorRequest): PreparedCall {
    const { uses } = request;
    const definition = this.definitionOf(uses);
    this.refuseProduction(uses);
    const input = parsedInput(definition, request.with);
    const targets = definition.targets(input).map((ref) => this.plan.guard.object(ref));
    checkInputText(request.with, targets, this.plan.guard);
    refuseToCutWhatServes(definition, input, targets, this.whose.serving ?? [], request.undo);
    if (this.run.mode === 'drill' && targets.some(isPublic)) return simulated(definition);
    const forPeople =
      this.run.mode === 'drill' && targets.some(({ kind }) => kind === 'channel')
        ? parsedInput(definition, markedForDrill(request.with))
        : input;
    const call = (signal: AbortSignal, ports: Ports): Omit<ConnectorCall<object>, 'before'> => ({
      input: forPeople,
      targets,
      ports,
      signal,
      mode: this.run.mode,
      idempotencyKey: this.keyOf(request),
      attempt: this.whose.attempt,
    });
    const told = this.told.bind(this);
    return {
      definition,
      readBefore: (signal) =>
        this.guarded(uses, signal, async () =>
          this.redactor.json((await definition.before?.(call(signal, this.ports))) ?? null),
        ),
      run: (before, signal, hooks) =>
        this.told(request, signal, hooks, async (ports) =>
          this.outputOf(definition, await definition.run({ ...call(signal, ports), before })),
        ),
      async undo(signal, hooks) {
        const before = request.undo?.before ?? null;
        if (definition.undo === undefined) return false;
        await told(request, signal, hooks, async (ports) => {
          await definition.undo?.({ ...call(signal, ports), before });
          return { undone: true };
        });
        return true;
      },
    };
  }

  /** Makes a call under guard, and tells the hooks how it goes. */
  private async told(
    request: ConnectorRequest,
    signal: AbortSignal,
    hooks: CallHooks | undefined,
    make: (ports: Ports) => Promise<JsonObject>,
  ): Promise<JsonObject> {
    const { uses } = request;
    if (hooks === undefined) return await this.guarded(uses, signal, () => make(this.ports));
    const answers: string[] = [];
    const ports = tapped(this.ports, answers, () => hooks.sent?.());
    const at = this.ports.clock.now();
    const ended = (how: Pick<CallRecord, 'output' | 'error'>): void =>
      hooks.ended?.({
        phase: request.phase,
        ...(request.item === undefined ? {} : { item: request.item }),
        uses,
        with: request.with,
        at,
        endedAt: this.ports.clock.now(),
        answers,
        ...how,
      });
    try {
      const output = await this.guarded(uses, signal, () => make(ports));
      ended({ output });
      return output;
    } catch (error) {
      ended({ error: signal.aborted ? CUT_SHORT : operationError(uses, error) });
      throw error;
    }
  }

  /** The same for every attempt of the same phase and item until it is undone, so that receivers can tell a repeat. */
  private keyOf({ phase, item, with: input }: ConnectorRequest): string {
    const last = item ?? digestOfText(canonicalJson(input)).slice(-12);
    const { node, round = 0 } = this.whose;
    const again = round === 0 ? '' : `/again-${String(round)}`;
    return `${this.run.recovery}/${node}/${phase}/${last}${again}`;
  }

  private definitionOf(uses: string): ConnectorDefinition {
    const definition = this.deps.connectors.get(uses);
    if (definition !== undefined) return definition;
    throw new OperationError('CONNECTOR_UNKNOWN', `this worker has no connector '${uses}'`);
  }

  private refuseProduction(uses: string): void {
    if (this.run.mode !== 'drill' || this.plan.targets.environment !== 'production') return;
    throw new OperationError(
      'TARGET_OUTSIDE_INVENTORY',
      `${uses}: a drill never reaches a production inventory`,
    );
  }

  /** An abort goes through as it is; everything else becomes an error of the catalogue. */
  private async guarded<T>(uses: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await cutShortBy(signal, call());
    } catch (error) {
      signal.throwIfAborted();
      const known = operationError(uses, error);
      throw new OperationError(known.code, this.redactor.text(known.message));
    }
  }

  private outputOf(definition: ConnectorDefinition, given: unknown): JsonObject {
    const parsed = definition.output.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Error(
        `its output does not fit at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`,
      );
    }
    const output: unknown = JSON.parse(JSON.stringify(parsed.data));
    const kept = isJsonObject(output) ? this.redactor.json(output) : {};
    return isJsonObject(kept) ? kept : {};
  }

  private watched(secrets: Ports['secrets']): Ports['secrets'] {
    return {
      resolve: async (reference) => {
        const value = await secrets.resolve(reference);
        if (value !== reference) this.redactor.add(value);
        return value;
      },
      hmacSha256: (reference, text) => secrets.hmacSha256(reference, text),
    };
  }
}

/** How a call that was told to end stands in logs. */
const CUT_SHORT = { code: 'CALL_CANCELLED', message: 'it was told to end' } as const;

function parsedInput(definition: ConnectorDefinition, given: JsonObject): object {
  const parsed = definition.input.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `'${issue.path.join('.')}' ${issue.message}`);
  throw new OperationError('CALL_INPUT_INVALID', `${definition.uses}: ${problems.join('; ')}`);
}

function isPublic(target: TargetObject): boolean {
  return target.kind === 'channel' && target.record['public'] === true;
}

/** In a drill nothing goes out to the public: the connector's own example stands for its answer. */
function simulated(definition: ConnectorDefinition): PreparedCall {
  return {
    definition,
    readBefore: () => Promise.resolve(null),
    run: () => Promise.resolve(definition.examples[0].gives),
    undo: () => Promise.resolve(true),
  };
}
