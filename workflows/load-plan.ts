import { ApplicationFailure, ActivityFailure, sleep } from '@temporalio/workflow';
import { digestOfText } from '../model/canonical-json';
import { isMakeSafe, isManifest, isPage, isPolicy } from '../model/plan/parts';
import type { MakeSafe, PlanNode } from '../model/plan/plan';
import { newRun, runOf, type Run } from '../model/run/run';
import { isRunState } from '../model/run/stored-state';
import { failure } from './failure';
import type { LocalCalls } from './local-calls';
import type { RunInput } from './messages';

/** Wait before a ledger that could not be reached is asked again, ms. */
const RETRY_MS = 500;

/**
 * The run of an input: its plan's manifest and policy, and a fresh state, begun at `now` (ms since 1970), or the
 * one carried over.
 */
export async function loadRun(local: LocalCalls, input: RunInput, now: number): Promise<Run> {
  const manifest = await loadPart(local, input.planDigest, isManifest);
  const policy = await loadPart(local, manifest.policy, isPolicy);
  if (input.carried !== undefined) {
    if (!isRunState(input.carried))
      throw failure('PLAN_PART_WRONG', 'the state carried over is not a run state');
    return runOf(input.carried, manifest, policy);
  }
  return newRun(
    {
      recovery: input.recovery,
      planDigest: input.planDigest,
      mode: input.mode,
      speed: input.speed,
      simulated: input.simulated,
      starter: input.start.statement.person,
      startedAt: now,
      lostAt: Date.parse(input.lostAt),
      ...(input.after === undefined ? {} : { after: input.after }),
    },
    manifest,
    policy,
  );
}

/** Nodes of a program page, checked against its digest. */
export async function loadNodes(local: LocalCalls, digest: string): Promise<readonly PlanNode[]> {
  const page = await loadPart(local, digest, isPage);
  return page.nodes;
}

/** The steps that leave things safe. */
export async function loadMakeSafe(local: LocalCalls, digest: string): Promise<MakeSafe['steps']> {
  const part = await loadPart(local, digest, isMakeSafe);
  return part.steps;
}

/** A part of the plan, checked against the digest that names it; waits for a ledger that is away. */
async function loadPart<T>(
  local: LocalCalls,
  digest: string,
  isPart: (value: unknown) => value is T,
): Promise<T> {
  const text = await textOf(local, digest);
  if (digestOfText(text) !== digest) {
    throw failure(
      'PLAN_PART_WRONG',
      `the part stored as ${digest} has digest ${digestOfText(text)}`,
    );
  }
  const part: unknown = JSON.parse(text);
  if (!isPart(part)) throw failure('PLAN_PART_WRONG', `the part ${digest} is of another kind`);
  return part;
}

async function textOf(local: LocalCalls, digest: string): Promise<string> {
  for (;;) {
    try {
      return await local.loadPart({ digest });
    } catch (error) {
      const cause = error instanceof ActivityFailure ? error.cause : error;
      if (cause instanceof ApplicationFailure && cause.type === 'PLAN_PART_MISSING') throw cause;
      await sleep(RETRY_MS);
    }
  }
}
