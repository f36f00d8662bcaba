import { z } from 'zod';
import { planDetail } from '../../client/plan-detail';
import { readRoute, type Told } from '../define-route';
import type { KnownRunbook } from '../desk/known-runbooks';
import { problemsOf } from '../desk/start-drill';
import { FileProblem, Plan } from '../schema/plan';
import { NOTHING } from '../schema/scalars';
import { toldPlan, toldProblem } from './told-plan';

const tag = 'runbooks';

const Drill = z
  .object({
    id: z.string(),
    title: z.string(),
    environment: z.enum(['staging', 'lab']),
    speed: z.number(),
    seed: z.int(),
    starter: z.string(),
    faults: z.int().describe('How many things go wrong.'),
  })
  .meta({ id: 'Drill' });

const Runbook = z
  .object({
    id: z.string(),
    title: z.string(),
    owner: z.string().nullable(),
    environments: z.array(z.string()),
    drills: z.array(Drill),
  })
  .meta({ id: 'Runbook' });

const Params = z.strictObject({ id: z.string().min(1).max(200).describe('Id of the runbook.') });

export const RUNBOOK_ROUTES = [
  readRoute({
    path: '/runbooks',
    summary: 'Lists the runbooks that drills can be started from here.',
    tag,
    access: 'reader',
    params: NOTHING,
    query: NOTHING,
    answer: z.object({ runbooks: z.array(Runbook) }).meta({ id: 'Runbooks' }),
    handle: async (_input, { desk }) => ({
      runbooks: (await desk.runbooks.list()).map(toldRunbook),
    }),
  }),
  readRoute({
    path: '/runbooks/{id}',
    summary: 'Shows a runbook with everything that is wrong with its files.',
    tag,
    access: 'reader',
    params: Params,
    query: NOTHING,
    answer: Runbook.extend({ problems: z.array(FileProblem) }).meta({ id: 'RunbookDetail' }),
    async handle({ params }, { desk }) {
      const runbook = await desk.runbooks.get(params.id);
      const problems = await desk.runbooks.problems(runbook);
      return {
        ...toldRunbook(runbook),
        problems: problems.map((one) => toldProblem(one, runbook.path)),
      };
    },
  }),
  readRoute({
    path: '/runbooks/{id}/plan',
    summary: 'Shows what a runbook would do in a drill, or in an environment; nothing is started.',
    tag,
    access: 'reader',
    params: Params,
    query: z.strictObject({
      drill: z.string().max(200).optional().describe('By default `calm`, unless env is given.'),
      env: z.enum(['production', 'staging', 'lab']).optional(),
      inputs: z
        .string()
        .max(10_000)
        .default('{}')
        .transform((text, ctx) => {
          const read = Inputs.safeParse(jsonOf(text));
          if (read.success) return read.data;
          ctx.addIssue('must be a JSON object of texts');
          return z.NEVER;
        })
        .describe('Inputs of the runbook, as a JSON object of texts.'),
    }),
    answer: z.object({ plan: Plan, warnings: z.array(FileProblem) }).meta({ id: 'RunbookPlan' }),
    async handle({ params, query }, { desk }) {
      const runbook = await desk.runbooks.get(params.id);
      const { drill = query.env === undefined ? 'calm' : undefined, env, inputs } = query;
      const { compiled } = await desk.runbooks.make(runbook, {
        ...(drill === undefined ? {} : { drill }),
        ...(env === undefined ? {} : { environment: env }),
        inputs,
      });
      if (!compiled.ok) throw problemsOf(compiled.problems);
      const { planDigest, texts } = compiled.plan.parts;
      const detail = await planDetail(planDigest, (digest) => Promise.resolve(texts.get(digest)));
      return {
        plan: toldPlan(planDigest, detail),
        warnings: compiled.problems.map((one) => toldProblem(one, runbook.path)),
      };
    },
  }),
];

const Inputs = z.record(z.string(), z.string());

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toldRunbook({
  id,
  title,
  owner,
  environments,
  drills,
}: KnownRunbook): Told<z.output<typeof Runbook>> {
  return {
    id,
    title,
    owner,
    environments,
    drills: drills.map(({ metadata, environment, speed, seed, starter, faults }) => ({
      id: metadata.id,
      title: metadata.title ?? metadata.id,
      environment,
      speed,
      seed,
      starter,
      faults: faults.length,
    })),
  };
}
