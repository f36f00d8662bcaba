import { canonicalJson, digestOf } from '../../model/canonical-json';
import type {
  ApprovalWork,
  CallPhase,
  MakeSafe,
  Manifest,
  PhasesWork,
  PlanNode,
  Work,
} from '../../model/plan/plan';
import type { Policy, PolicyKey } from '../../model/plan/policy';

/** A node as tests write it: what is left out is plain. */
export type TinyNode = Partial<Omit<PlanNode, 'index' | 'work' | 'id'>> & {
  id: string;
  work?: Work;
};

/** A phase that calls a connector nobody has. */
export function tinyCall(over: Partial<CallPhase> = {}): CallPhase {
  return {
    type: 'call',
    id: 'call',
    uses: 'test.call',
    effect: 'idempotent',
    with: {},
    keep: false,
    ...over,
  };
}

/** Work of one call, three tries one second apart. */
export function tinyWork(over: Partial<PhasesWork> = {}): PhasesWork {
  return {
    type: 'phases',
    phases: [tinyCall()],
    retry: { attempts: 3, delayMs: 1000, backoff: 2, maxDelayMs: 10_000 },
    timeoutMs: 10_000,
    ...over,
  };
}

/** An approval by two different roles. */
export function tinyApproval(over: Partial<ApprovalWork> = {}): ApprovalWork {
  return {
    type: 'approval',
    approvers: {
      roles: ['commander', 'manager'],
      quorum: 2,
      distinctRoles: true,
      notStarter: true,
    },
    text: {},
    expiresMs: 600_000,
    escalateTo: [],
    ...over,
  };
}

/** Nodes with their indices; each needs the one before unless it says otherwise. */
export function tinyNodes(list: readonly TinyNode[]): readonly PlanNode[] {
  return list.map((node, index) => ({
    step: node.id,
    kind: 'action',
    title: node.id,
    needs: index === 0 ? [] : [index - 1],
    onFailure: 'hold',
    drill: 'run',
    work: tinyWork(),
    ...node,
    index,
  }));
}

export interface TinyOptions {
  readonly perPage?: number;
  readonly policy?: Policy;
  readonly inFlight?: number;
  /** Steps that leave things safe; none by default. */
  readonly makeSafe?: MakeSafe['steps'];
  readonly feeds?: Manifest['feeds'];
  readonly services?: readonly string[];
}

export interface TinyPlan {
  readonly manifest: Manifest;
  readonly pages: readonly (readonly PlanNode[])[];
  readonly makeSafe: MakeSafe['steps'];
  readonly texts: Map<string, string>;
  readonly planDigest: string;
}

/** Manifest and pages of nodes, cut into pages of `perPage`. */
export function tinyPlan(nodes: readonly PlanNode[], options: TinyOptions = {}): TinyPlan {
  const { makeSafe = [], perPage = nodes.length } = options;
  const texts = new Map<string, string>();
  const put = (part: unknown): string => {
    texts.set(digestOf(part), canonicalJson(part));
    return digestOf(part);
  };
  const pages: PlanNode[][] = [];
  for (let first = 0; first < nodes.length; first += perPage)
    pages.push(nodes.slice(first, first + perPage));
  const manifest: Manifest = {
    v: 1,
    runbook: 'tiny',
    title: 'Tiny plan',
    environment: 'lab',
    sites: ['tiny-site'],
    inputs: {},
    procedureDigest: digestOf('procedure'),
    policy: put(options.policy ?? tinyPolicy()),
    outline: put({ steps: [], services: [], feeds: [] }),
    pages: pages.map((page) => {
      const first = page[0]!.index;
      const outside = page.map((node) =>
        node.needs.filter((need) => need < first || need >= first + page.length),
      );
      const startsAtOnce = page.some(
        (node, i) => outside[i]!.length === 0 && node.needs.length === 0,
      );
      return {
        digest: put({ first, nodes: page }),
        first,
        count: page.length,
        loadAfter: startsAtOnce
          ? []
          : outside.flatMap((needs) => (needs.length > 0 ? [Math.max(...needs)] : [])),
      };
    }),
    makeSafe: put({ steps: makeSafe }),
    targets: put({ environment: 'lab', objects: {}, foreignHosts: [] }),
    slices: {},
    nodeCount: nodes.length,
    ...(options.feeds === undefined ? {} : { feeds: options.feeds }),
    serverCount: 0,
    inFlight: options.inFlight ?? 100,
    services: options.services ?? [],
  };
  return { manifest, pages, makeSafe, texts, planDigest: put(manifest) };
}

/** People a to d: the starter, a commander, a manager, and one with both roles. */
export function tinyPolicy(keys: Readonly<Record<string, PolicyKey>> = {}): Policy {
  const person = (roles: readonly string[]): Policy['people'][string] => ({
    name: '',
    roles,
    contact: '',
  });
  return {
    people: {
      ann: person(['engineer']),
      bo: person(['commander']),
      cy: person(['manager']),
      di: person(['commander', 'manager']),
    },
    roles: {
      engineer: {
        title: '',
        may: ['start', 'retry', 'skip', 'pause', 'resume', 'stop', 'undo', 'abort'],
      },
      commander: {
        title: '',
        may: ['retry', 'skip', 'pause', 'resume', 'stop', 'undo', 'abort', 'waive'],
      },
      manager: { title: '', may: [] },
    },
    keys,
  };
}
