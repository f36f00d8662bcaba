import type { z } from 'zod';
import type { Desk } from './desk/desk';
import { readInput } from './read-input';
import type { Session, SessionStore } from './session/session-store';

/**
 * Who may use a route. `anyone`: no session needed; `reader`: who is let in, a machine too; `person`: who has said
 * or proved who they are; `starter`: a person, or a machine.
 */
export type Access = 'anyone' | 'reader' | 'person' | 'starter';

/** Everything as it was said, but nothing in it can be changed. */
export type Told<T> = T extends readonly (infer E)[]
  ? readonly Told<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Told<T[K]> }
    : T;

/** A request as it came. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** What a route knows of whoever asks. */
export interface Caller {
  readonly desk: Desk;
  readonly sessions: SessionStore;
  /** Nobody's where a route is for anyone. */
  readonly session: Session | undefined;
  /** `Idempotency-Key` as 16 bytes in hex; empty where the route takes none. */
  readonly key: string;
  /** The last event that a stream was told before it was cut off; empty where it begins. */
  readonly lastEventId: string;
  /** Aborted when the other side is gone. */
  readonly signal: AbortSignal;
  /** Lets the answer begin a session, or end it. */
  readonly cookies: { begin(secret: string): void; end(): void };
}

type Shape = z.ZodObject;

/** One route, with its types taken away: what is handed to the server and to the OpenAPI document. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api/v1, as OpenAPI writes it: `/recoveries/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  readonly params: Shape;
  readonly query: Shape;
  readonly body: z.ZodType | undefined;
  /** Absent where the answer is a stream of events. */
  readonly answer: z.ZodType | undefined;
  readonly status: number;
  /** Whether it takes an `Idempotency-Key`. */
  readonly isKeyed: boolean;
  run(raw: RawInput, caller: Caller): Promise<unknown>;
}

interface Parts<P extends Shape, Q extends Shape> {
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  readonly params: P;
  readonly query: Q;
}

interface Input<P extends Shape, Q extends Shape> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
}

/** A route that reads. */
export function readRoute<P extends Shape, Q extends Shape, A extends z.ZodType>(
  route: Parts<P, Q> & {
    readonly answer: A;
    handle(input: Input<P, Q>, caller: Caller): Promise<Told<z.output<A>>>;
  },
): Route {
  return {
    ...headOf(route),
    method: 'GET',
    body: undefined,
    answer: route.answer,
    status: 200,
    isKeyed: false,
    run: (raw, caller) => route.handle(inputOf(route, raw), caller),
  };
}

/** A route that changes something. */
export function changeRoute<
  P extends Shape,
  Q extends Shape,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  route: Parts<P, Q> & {
    readonly method: 'POST' | 'PUT' | 'DELETE';
    readonly body: B;
    readonly answer: A;
    readonly status?: number;
    readonly isKeyed?: boolean;
    handle(
      input: Input<P, Q> & { readonly body: z.output<B> },
      caller: Caller,
    ): Promise<Told<z.output<A>>>;
  },
): Route {
  return {
    ...headOf(route),
    method: route.method,
    body: route.body,
    answer: route.answer,
    status: route.status ?? 200,
    isKeyed: route.isKeyed ?? false,
    run: (raw, caller) =>
      route.handle(
        { ...inputOf(route, raw), body: readInput('body', route.body, raw.body ?? {}) },
        caller,
      ),
  };
}

/** A route that goes on telling: server-sent events. */
export function streamRoute<P extends Shape, Q extends Shape>(
  route: Parts<P, Q> & {
    handle(input: Input<P, Q>, caller: Caller): Promise<AsyncIterable<string>>;
  },
): Route {
  return {
    ...headOf(route),
    method: 'GET',
    body: undefined,
    answer: undefined,
    status: 200,
    isKeyed: false,
    run: (raw, caller) => route.handle(inputOf(route, raw), caller),
  };
}

function headOf<P extends Shape, Q extends Shape>(route: Parts<P, Q>): Parts<P, Q> {
  const { path, summary, tag, access, params, query } = route;
  return { path, summary, tag, access, params, query };
}

function inputOf<P extends Shape, Q extends Shape>(route: Parts<P, Q>, raw: RawInput): Input<P, Q> {
  return {
    params: readInput('path', route.params, raw.params),
    query: readInput('query', route.query, raw.query),
  };
}
