import { canonicalJson, digestOfText } from '../../model/canonical-json';
import { OperationError } from '../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { Effect, TargetObject } from '../../model/plan/plan';
import type { ConnectorCall, ConnectorDefinition } from '../define-connector';
import type { Ports } from '../ports/ports';
import { checkInputText, markedForDrill } from './call-input';
import type { EngineDeps } from './engine-deps';
import type { RunRef } from './engine-activities';
import { operationError } from './failures';
import type { LoadedPlan } from './plan-store';
import { Redactor } from './redactor';

/** One connector call, as plans name it. */
export interface ConnectorRequest {
  readonly uses: string;
  /** Input, with every expression filled in. */
  readonly with: JsonObject;
  /** Phase of the node; part of the idempotency key. */
  readonly phase: string;
  /** Server or `forEach` item that it is for; without one the input stands for it. */
  readonly item?: string;
}

/** A call that passed every check; nothing has left yet. */
export interface PreparedCall {
  readonly definition: ConnectorDefinition;
  /** Reads what undo will need; null where the connector has nothing to record. */
  readBefore(signal: AbortSignal): Promise<Json>;
  run(before: Json, signal: AbortSignal): Promise<JsonObject>;
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
    private readonly node: string,
    private readonly attempt: number,
  ) {
    const narrowed = deps.ports.narrowed(plan.guard);
    this.ports = { ...narrowed, secrets: this.watched(narrowed.secrets) };
  }

  /** Checks, calls and gives the output; for reads and for calls whose `before` nobody needs. */
  async call(request: ConnectorRequest, signal: AbortSignal): Promise<JsonObject> {
    return await this.prepare(request).run(null, signal);
  }

  /** How freely a connector may be called again; throws CONNECTOR_UNKNOWN. */
  effectOf(uses: string): Effect {
    return this.definitionOf(uses).effect;
  }

  /** Throws CALL_INPUT_INVALID or TARGET_OUTSIDE_INVENTORY before a packet leaves. */
  prepare(request: ConnectorRequest): PreparedCall {
    const { uses } = request;
    const definition = this.definitionOf(uses);
    this.refuseProduction(uses);
    const input = parsedInput(definition, request.with);
    const targets = definition.targets(input).map((ref) => this.plan.guard.object(ref));
    checkInputText(request.with, targets, this.plan.guard);
    if (this.run.mode === 'drill' && targets.some(isPublic)) return simulated(definition);
    const forPeople =
      this.run.mode === 'drill' && targets.some(({ kind }) => kind === 'channel')
        ? parsedInput(definition, markedForDrill(request.with))
        : input;
    const call = (signal: AbortSignal): Omit<ConnectorCall<object>, 'before'> => ({
      input: forPeople,
      targets,
      ports: this.ports,
      signal,
      mode: this.run.mode,
      idempotencyKey: this.keyOf(request),
      attempt: this.attempt,
    });
    return {
      definition,
      readBefore: (signal) =>
        this.guarded(uses, signal, async () =>
          this.redactor.json((await definition.before?.(call(signal))) ?? null),
        ),
      run: (before, signal) =>
        this.guarded(uses, signal, async () =>
          this.outputOf(definition, await definition.run({ ...call(signal), before })),
        ),
    };
  }

  /** The same for every attempt of the same phase and item, so that receivers can tell a repeat. */
  private keyOf({ phase, item, with: input }: ConnectorRequest): string {
    const last = item ?? digestOfText(canonicalJson(input)).slice(-12);
    return `${this.run.recovery}/${this.node}/${phase}/${last}`;
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
      return await call();
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
  };
}
