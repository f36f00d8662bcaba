import type { Json, JsonObject } from '../json';
import type { RetryPolicy } from './retry-policy';

/*
 * A plan is what a runbook, an inventory, a roster and inputs compile to: resolved, immutable, named by the
 * digest of its manifest. The manifest names every other part by the digest of its text, so that each part
 * can be fetched alone and checked alone.
 */

/** Parts of a plan, each stored as the text of its canonical JSON under its digest. */
export interface PlanParts {
  readonly planDigest: string;
  readonly manifest: Manifest;
  /** Digest → text of every part, the manifest included. */
  readonly texts: ReadonlyMap<string, string>;
}

/** First part of a plan; its digest is the planDigest, to which approvals bind. */
export interface Manifest {
  readonly v: 1;
  readonly runbook: string;
  readonly title: string;
  readonly environment: 'production' | 'staging' | 'lab';
  /** Sites written to; the first one names the workflow. */
  readonly sites: readonly string[];
  readonly inputs: JsonObject;
  /** What `site` and `plan` mean in expressions that only the run can work out. */
  readonly scope?: { readonly site: JsonObject; readonly plan: JsonObject };
  readonly procedureDigest: string;
  /** Digest of the policy part (model/plan/policy.ts). */
  readonly policy: string;
  /** Digest of the {@link Outline} part. */
  readonly outline: string;
  /** Program pages in order. */
  readonly pages: readonly PageRef[];
  /** Digest of the {@link MakeSafe} part: what leaves things safe on abort. */
  readonly makeSafe: string;
  /** Digest of the {@link Targets} part: what calls may reach. */
  readonly targets: string;
  /** Slice id → digest of its {@link Slice} text. */
  readonly slices: Readonly<Record<string, string>>;
  readonly nodeCount: number;
  /** Feed → what a run must know of it when it trips. */
  readonly feeds?: Readonly<Record<string, FeedPlace>>;
  readonly serverCount: number;
  readonly inFlight: number;
  /** Services that the runbook enables, in the order planned. */
  readonly services: readonly string[];
}

/** Where a feed stands in the program, by indices of nodes, and what it shares with others. */
export interface FeedPlace {
  /** Its power gate; absent where the runbook has none for it. */
  readonly gate?: number;
  /** Nodes that energise its sections, in order. */
  readonly sections: readonly number[];
  /** Nodes that start servers on it, alone or beside other feeds. */
  readonly waves: readonly number[];
  /** Other feeds on which load or heat may come when this one trips. */
  readonly shares: readonly SharedFeed[];
}

export interface SharedFeed {
  readonly feed: string;
  /** What the two have in common, such as `rack rab1`, `ups ups-1`, `source feeder-2`, `zone cold-1`. */
  readonly what: readonly string[];
}

/** One page of the program: at most 256 kB of text. */
export interface PageRef {
  readonly digest: string;
  /** Index of its first node. */
  readonly first: number;
  readonly count: number;
  /**
   * The page is needed as soon as any of these nodes has ended; empty means from the start.
   * Holds one node for each node of the page that could start next.
   */
  readonly loadAfter: readonly number[];
}

/** Steps that leave things safe, in order; each goes on past a failure of the one before. */
export interface MakeSafe {
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly work: PhasesWork;
  }[];
}

/** A page's text, parsed. */
export interface Page {
  readonly first: number;
  readonly nodes: readonly PlanNode[];
}

export type NodeKind =
  | 'action'
  | 'check'
  | 'approval'
  | 'manual'
  | 'power'
  | 'energise'
  | 'restore'
  | 'enable'
  | 'notify'
  | 'wait'
  | 'group';

/**
 * One node of the program. A step of the runbook is one node, or, where it flows, one node for each of its
 * parts (`restore/feed-a/w2`, `enable/talk-text`) and a joining node with the step's own id.
 */
export interface PlanNode {
  /** Place in the program, 0-based; `needs` always name smaller indices or nodes of the same step. */
  readonly index: number;
  readonly id: string;
  /** Id of the step of the runbook it belongs to. */
  readonly step: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly feed?: string;
  readonly service?: string;
  /** Nodes that must have ended well (done, skipped, or failed with `continue`). */
  readonly needs: readonly number[];
  /** And of each of these lists at least one. */
  readonly needsAny?: readonly (readonly number[])[];
  /** Approvals with bounds that must still hold when it starts. */
  readonly guards?: readonly number[];
  /** Power node whose permit must still be valid when it starts. */
  readonly permit?: number;
  /** CEL that could not be decided at compile; false skips the node. */
  readonly when?: string;
  /** Set where compile already knows that it is skipped: why. */
  readonly skip?: string;
  readonly onFailure: 'hold' | 'undo' | 'continue';
  readonly drill: 'run' | 'skip' | 'simulate';
  /** Nodes that share a name here never run at the same time. */
  readonly mutex?: readonly string[];
  /** Servers that it starts; counted against approvals with `upTo.servers`. */
  readonly servers?: number;
  /** Feed → node whose end (`done`) means that the feed is live; slices are told which feeds are. */
  readonly liveAfter?: Readonly<Record<string, number>>;
  /** Services that must stand before it gives traffic, for `enable`. */
  readonly serviceNeeds?: readonly string[];
  /** Set on nodes that the run itself adds: those of an undo and of make-safe. */
  readonly aside?: Aside;
  readonly work: Work;
}

/** Why a node stands beside the program. */
export type Aside =
  | { readonly of: 'make-safe' }
  /** The n-th undo of the run; `node` is what it rolls back, absent of the approval that stands before it. */
  | {
      readonly of: 'undo';
      readonly undo: number;
      readonly node?: number;
      /** Serials of the changes that its phases put back, in the order of the phases. */
      readonly changes?: readonly number[];
      /** Whether it follows from `onFailure: undo`, and the node stays held behind it. */
      readonly auto?: true;
    };

export type Work = PhasesWork | ApprovalWork | ManualWork | PowerWork | WaitWork | JoinWork;

/** Work by people. */
export type GateWork = ApprovalWork | ManualWork | PowerWork;

/** Only joins what it needs. */
export interface JoinWork {
  readonly type: 'join';
}

export interface WaitWork {
  readonly type: 'wait';
  /** Authored milliseconds, not yet divided by speed; so are all `…Ms` of a plan, but technical timeouts. */
  readonly ms: number;
}

/** Work by machines: phases one after another. */
export interface PhasesWork {
  readonly type: 'phases';
  readonly phases: readonly Phase[];
  /** CEL giving a list, where it is known only in the run; phases are repeated for each `item`. */
  readonly forEach?: string;
  readonly retry?: RetryPolicy;
  /** Longest one attempt of a phase may take; technical, never divided by speed. */
  readonly timeoutMs: number;
}

export type Phase = CallPhase | SlicePhase | PausePhase;

/** One connector call, or a poll of it. */
export interface CallPhase {
  readonly type: 'call';
  readonly id: string;
  readonly uses: string;
  readonly effect: Effect;
  /** Input; text may hold `${{ }}` that only the run can resolve. */
  readonly with: JsonObject;
  /** CEL over `result` and `scope`. */
  readonly expect?: string;
  readonly poll?: Poll;
  /** What `feed`, `server`, `service`, `item` mean in `expect`. */
  readonly scope?: JsonObject;
  /** Whether a later expression names the output. */
  readonly keep: boolean;
  /** For a ramp: share of traffic in percent that holds after this phase. */
  readonly share?: number;
  /** Set where a drill only pretends: what the call would have given. */
  readonly example?: Json;
  /** Puts back what was recorded instead of doing anything. */
  readonly undo?: { readonly before: Json };
  /** For `once` and `irreversible`: how a person finds out whether it was done. */
  readonly findOut?: string;
}

export interface Poll {
  readonly everyMs: number;
  readonly withinMs: number;
  /** How long it must stay true without a break; 0 means once. */
  readonly forMs: number;
}

/** Many targets in one activity; the list stays in the plan's store. */
export interface SlicePhase {
  readonly type: 'slice';
  readonly id: string;
  readonly slice: string;
  readonly servers: number;
  /** Puts back what was recorded instead of doing anything. */
  readonly undo?: { readonly before: Json };
}

export interface PausePhase {
  readonly type: 'pause';
  readonly id: string;
  readonly ms: number;
}

export type Effect = 'read' | 'idempotent' | 'once' | 'irreversible';

export interface ApproverRule {
  readonly roles: readonly string[];
  readonly quorum: number;
  readonly distinctRoles: boolean;
  readonly notStarter: boolean;
}

/** What a question says besides what the run knows; see model/question.ts. */
export interface QuestionText {
  readonly recommend?: string;
  readonly ifYes?: string;
  readonly ifNo?: string;
  readonly harm?: string;
  readonly reversible?: boolean;
}

export interface ApprovalWork {
  readonly type: 'approval';
  readonly approvers: ApproverRule;
  readonly text: QuestionText;
  readonly expiresMs: number;
  readonly escalateTo: readonly string[];
  readonly upToServers?: number;
  readonly validForMs?: number;
  /** Names of what it is asked for, such as services. */
  readonly subjects?: readonly string[];
}

export interface ManualWork {
  readonly type: 'manual';
  readonly assignee: string;
  readonly form: Readonly<Record<string, FormRule>>;
  readonly remindEveryMs?: number;
  readonly keep: boolean;
}

export interface FormRule {
  readonly type: 'string' | 'number' | 'boolean' | 'enum';
  readonly required: boolean;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly description?: string;
}

/** Power gate of one feed: every lock off, every permit read, then signed off. */
export interface PowerWork {
  readonly type: 'power';
  readonly locks: readonly { readonly id: string; readonly holder: string }[];
  readonly permits: readonly PermitRule[];
  readonly signOff: ApproverRule;
  readonly expiresMs: number;
  /** Ids of its interlocks, which can be waived one by one. */
  readonly interlocks?: readonly string[];
}

export interface PermitRule {
  readonly id: string;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
  readonly maxAgeMs: number;
}

/** The steps as authored, for lists, pages and `show`; the workflow never loads it. */
export interface Outline {
  readonly steps: readonly OutlineStep[];
  readonly services: readonly OutlineService[];
  readonly feeds: readonly OutlineFeed[];
  /** Node that enables a service → lists of waves: of each list one must have ended before it. */
  readonly wavesBefore?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Roles that may let a tripped feed go on. */
  readonly resumeRoles?: readonly string[];
}

export interface OutlineStep {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  /** Id of the group it stands in. */
  readonly group?: string;
  /** Indices of its nodes; the joining node is the last. */
  readonly nodes: readonly number[];
  /** Ids of its nodes, in the same order. */
  readonly nodeIds: readonly string[];
  readonly servers?: number;
}

export interface OutlineService {
  readonly id: string;
  readonly title: string;
  readonly tier: number;
  readonly weight: number;
  readonly rtoMs: number;
  readonly needs: readonly string[];
  readonly servers: number;
  /** Node of the enable step that gives it traffic; absent where no step enables it. */
  readonly node?: string;
}

export interface OutlineFeed {
  readonly id: string;
  readonly title: string;
  readonly usableKw: number;
  readonly servers: number;
  /** Waves in order: step, node id, servers, kW at peak. */
  readonly waves: readonly {
    readonly step: string;
    readonly node: string;
    readonly servers: number;
    readonly kw: number;
  }[];
}

/** What calls may reach: every address of the plan's own inventory, by object. */
export interface Targets {
  readonly environment: 'production' | 'staging' | 'lab';
  readonly objects: Readonly<Record<string, TargetObject>>;
  /** Hosts that only other inventories of the scenario know, refused even as bare words. */
  readonly foreignHosts: readonly string[];
}

/** Key in {@link Targets}: `<kind>:<id>`, such as `server:a001`, `pdu:pdu-a`, `service:login`, `endpoint:prom`, `channel:ops`. */
export interface TargetObject {
  readonly kind: 'server' | 'pdu' | 'ups' | 'service' | 'endpoint' | 'channel' | 'equipment';
  readonly id: string;
  readonly site?: string;
  /** Addresses of it that calls may reach, as URLs. */
  readonly addresses: readonly string[];
  /** The object's own record, as connectors see it in `target`. */
  readonly record: JsonObject;
}

export type {
  SliceServer,
  SliceCall,
  SliceInterlock,
  SliceFeed,
  Slice,
  WaveSlice,
  SectionSlice,
  SliceResult,
} from './slice';
export type { RetryPolicy } from './retry-policy';
