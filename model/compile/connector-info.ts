import type { ScopeType } from '../expression/scope-type';
import type { Json, JsonObject } from '../json';
import type { Effect, TargetObject } from '../plan/plan';

/** What compile knows of a connector: data, handed in by the edges, so that model/ imports none. */
export interface ConnectorInfo {
  readonly uses: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly effectByStep: boolean;
  readonly needs: readonly string[];
  /** Input key → CEL over `server`, `feed` or `service`, filled in where the author leaves it out. */
  readonly fills: Readonly<Record<string, string>>;
  readonly outputType: ScopeType;
  /** Problems of an input; texts that hold `${{` are taken on trust. */
  checkInput(input: JsonObject): readonly {
    readonly path: readonly (string | number)[];
    readonly message: string;
    readonly fix?: string;
  }[];
  /** What an input aims at, as far as it can be told before the run. */
  targets(input: JsonObject): readonly ConnectorTarget[];
  /** For calls that must not be repeated: how a person finds out whether one took effect. */
  readonly findOut?: string;
  /** What the first example gives; a drill that simulates the step answers with it. */
  readonly example: Json;
}

export type ConnectorTarget =
  | { readonly kind: TargetObject['kind']; readonly id: string }
  | { readonly kind: 'address'; readonly address: string };

export type ConnectorCatalogue = Readonly<Record<string, ConnectorInfo>>;
