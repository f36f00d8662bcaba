import type { Outline, PlanNode } from '../plan/plan';
import type { Policy } from '../plan/policy';
import type { NodeStatus, OpenPart, StepError } from '../run/state';
import type { Act } from '../statement';
import type { RecoveryView } from './recovery-view';
import { dependantsOf } from './what-if/world';

/** Somebody who can make the move. */
export interface Callee {
  readonly person: string;
  readonly name: string;
  /** Role that they would act in; null where the person alone counts, as for a lock. */
  readonly role: string | null;
  /** Such as `phone +82-31-555-0101, radio channel 1`. */
  readonly contact: string;
}

/** What stands behind something that waits. */
export interface Behind {
  /** Steps and parts of them that have not ended. */
  readonly nodes: number;
  /** Services among them, by tier, then weight. */
  readonly services: readonly {
    readonly id: string;
    readonly tier: number;
    readonly weight: number;
  }[];
  /** Sum of weight / tier of these services. */
  readonly score: number;
}

/** One thing that people can do now to move a recovery on. */
export interface Move {
  readonly act: Act;
  /** Step that the act names; null where it is about the whole run or a feed. */
  readonly node: string | null;
  readonly feed: string | null;
  readonly what: string;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** Part of a question that is to be answered. */
  readonly part: OpenPart | null;
  readonly error: StepError | null;
  readonly behind: Behind;
  /** Whom to call, those first who are most likely to be right. */
  readonly who: readonly Callee[];
}

/** What the ranking needs of a plan. */
export interface NextPlan {
  readonly outline: Outline;
  readonly nodes: readonly PlanNode[];
  readonly policy: Policy;
}

/** Everything that people could do now, what blocks most first; empty where nothing waits for people. */
export function nextMoves(view: RecoveryView, plan: NextPlan): readonly Move[] {
  if (view.endedAt !== null) return [];
  const ranking = new Ranking(view, plan);
  const whole = ranking.wholeRun();
  if (whole !== undefined) return [whole];
  return [...ranking.questions(), ...ranking.stuck(), ...ranking.trips()].sort(
    (a, b) =>
      b.behind.score - a.behind.score ||
      b.behind.nodes - a.behind.nodes ||
      (a.since < b.since ? -1 : 1),
  );
}

const OVER: readonly NodeStatus[] = ['done', 'skipped', 'failed'];

class Ranking {
  private readonly byId: ReadonlyMap<string, PlanNode>;
  private readonly dependants: ReadonlyMap<number, readonly PlanNode[]>;
  private readonly statuses: ReadonlyMap<string, NodeStatus>;

  constructor(
    private readonly view: RecoveryView,
    private readonly plan: NextPlan,
  ) {
    this.byId = new Map(plan.nodes.map((node) => [node.id, node]));
    this.dependants = dependantsOf(plan.nodes);
    this.statuses = new Map(
      view.steps.flatMap((step) => [
        [step.id, step.status] as const,
        ...step.parts.map((part) => [part.id, part.status] as const),
      ]),
    );
  }

  /** A run that stands still as a whole waits for that first. */
  wholeRun(): Move | undefined {
    const { status, reason, since } = this.view;
    if (status !== 'paused' && status !== 'stopped') return undefined;
    return {
      act: 'resume',
      node: null,
      feed: null,
      what: `the recovery is ${status}${reason === undefined ? '' : `: ${reason}`}; resume it, or undo or abort it`,
      since,
      part: null,
      error: null,
      behind: this.behind(this.plan.nodes.filter((node) => !this.isOver(node))),
      who: this.able('resume'),
    };
  }

  questions(): readonly Move[] {
    return this.view.waiting.flatMap((ask): readonly Move[] => {
      const [part] = ask.open;
      if (part === undefined) return [];
      return [
        {
          act: actOf(part),
          node: ask.node,
          feed: null,
          what: `${ask.title}: ${part.text}${ask.open.length > 1 ? `, then ${ask.open.length - 1} more` : ''}`,
          since: ask.since,
          part,
          error: null,
          behind: this.behindNodes([ask.node]),
          who: this.asked(part),
        },
      ];
    });
  }

  /** What is held, denied or put back; what stands on a tripped feed waits for the feed. */
  stuck(): readonly Move[] {
    return this.view.steps.flatMap((step) => {
      const parts = step.parts.length > 0 ? step.parts : [step];
      return parts.flatMap(
        ({ id, status, error, startedAt, endedAt, waitingFor }): readonly Move[] => {
          if (status !== 'held' && status !== 'denied' && status !== 'undone') return [];
          if (step.aside === 'undo' && status === 'undone') return [];
          if (error?.code === 'FEED_TRIPPED') return [];
          const inDoubt = error?.code === 'OUTCOME_UNKNOWN';
          return [
            {
              act: inDoubt ? 'done' : 'retry',
              node: id,
              feed: null,
              what: `${id} is ${status}${error === null ? '' : `: ${error.code} ${error.message}`}`,
              since: sinceOf(waitingFor) ?? endedAt ?? startedAt ?? this.view.startedAt,
              part: null,
              error,
              behind: this.behindNodes([id]),
              who: this.able('retry'),
            },
          ];
        },
      );
    });
  }

  /** Feeds that have all they need but a cause. */
  trips(): readonly Move[] {
    return this.view.feeds.flatMap(({ id, trip, waves }): readonly Move[] => {
      // What its power gate asks for is a question of its own.
      if (trip === null || trip.needs.length > 1) return [];
      const held = this.view.steps
        .flatMap((step) => step.parts)
        .filter(
          ({ id: part, error }) =>
            error?.code === 'FEED_TRIPPED' &&
            (error.message.startsWith(`${id} tripped`) || waves.some(({ node }) => node === part)),
        );
      return [
        {
          act: 'resume',
          node: null,
          feed: id,
          what: `${id} tripped (${trip.interlock}): ${trip.reason}; it is signed off, and waits for a cause`,
          since: trip.at,
          part: null,
          error: null,
          behind: this.behindNodes(held.map((part) => part.id)),
          who: this.able('resume'),
        },
      ];
    });
  }

  private behindNodes(ids: readonly string[]): Behind {
    const aside = this.view.steps.find(
      (step) => step.aside !== null && step.parts.some((part) => ids.includes(part.id)),
    );
    if (aside !== undefined) {
      const open = aside.parts.filter(
        ({ id, status }) => !ids.includes(id) && !OVER.includes(status),
      );
      return { nodes: open.length, services: [], score: 0 };
    }
    const seen = new Set<PlanNode>();
    const queue = ids.flatMap((id) => this.byId.get(id) ?? []);
    const first = new Set(queue);
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      for (const next of this.dependants.get(node.index) ?? [])
        if (!this.isOver(next)) queue.push(next);
    }
    // A node of its own is behind itself where it gives a service its traffic.
    return this.behind([...seen].filter((node) => !first.has(node) || node.service !== undefined));
  }

  private behind(nodes: readonly PlanNode[]): Behind {
    const enabled = new Set(nodes.flatMap((node) => node.service ?? []));
    const services = this.plan.outline.services
      .filter(({ id }) => enabled.has(id))
      .map(({ id, tier, weight }) => ({ id, tier, weight }))
      .sort((a, b) => a.tier - b.tier || b.weight - a.weight);
    const score = services.reduce((sum, { weight, tier }) => sum + weight / tier, 0);
    return {
      nodes: nodes.filter((node) => node.work.type !== 'join').length,
      services,
      score: Math.round(score * 1000) / 1000,
    };
  }

  private isOver(node: PlanNode): boolean {
    const status = this.statuses.get(node.id);
    return status !== undefined && OVER.includes(status);
  }

  /** People who may answer a part of a question: its holder, or those in a role that is asked for. */
  private asked(part: OpenPart): readonly Callee[] {
    return part.who
      .flatMap((one) =>
        one.startsWith('person:')
          ? [this.callee(one.slice('person:'.length), null)]
          : this.inRole(one),
      )
      .filter(({ person }, i, all) => {
        return (
          part.not?.includes(person) !== true && all.findIndex((one) => one.person === person) === i
        );
      });
  }

  private able(verb: string): readonly Callee[] {
    const { roles } = this.plan.policy;
    const able = Object.keys(roles).filter((role) => roles[role]?.may.includes(verb) === true);
    return able
      .flatMap((role) => this.inRole(role))
      .filter(({ person }, i, all) => all.findIndex((one) => one.person === person) === i);
  }

  private inRole(role: string): readonly Callee[] {
    return Object.entries(this.plan.policy.people).flatMap(([person, { roles }]) =>
      roles.includes(role) ? [this.callee(person, role)] : [],
    );
  }

  private callee(person: string, role: string | null): Callee {
    const { people } = this.plan.policy;
    const known = Object.hasOwn(people, person) ? people[person] : undefined;
    return { person, name: known?.name ?? person, role, contact: known?.contact ?? '' };
  }
}

function actOf({ part }: OpenPart): Act {
  switch (part) {
    case 'vote':
      return 'approve';
    case 'form':
      return 'done';
    case 'lock':
    case 'reading':
    case 'sign-off':
      return part;
  }
}

function sinceOf(waitingFor: string | null): string | undefined {
  return waitingFor?.match(/since (\d{4}-\d\d-\d\dT[\d:.]+Z)$/)?.[1];
}
