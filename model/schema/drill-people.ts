import { z } from 'zod';
import { Duration, Id, Json, Span } from './scalars';

const person = {
  person: Id.describe('Who says it.'),
  role: Id.optional().describe(
    'As which role; by default the first of theirs that is asked for, or that may use the verb.',
  ),
};

const times = z
  .int()
  .min(1)
  .max(1000)
  .optional()
  .describe(
    'Said at most so often: of an answer, to the same question or hold. By default each time it fits.',
  );

const reason = z.string().max(300).optional();

const Part = z
  .string()
  .max(200)
  .regex(
    /^[a-z][a-z0-9-]*(\/[a-z0-9-]+)*$/,
    'must be a step or a part of one, as the inbox names it',
  );

/** What a person says to a question that is open, or of a step that is held. */
const Answer = z.strictObject({
  ...person,
  act: z
    .enum(['approve', 'deny', 'done', 'reading', 'lock', 'sign-off', 'retry', 'skip'])
    .describe('What they do. `done` is also said of a call whose outcome is unknown.'),
  step: Part.describe(
    'Question or hold of which step, or part of one; `undo` is every undo that the run lays out, `undo-2` one.',
  ),
  feed: Id.optional().describe('Only for this feed.'),
  reading: Id.optional().describe('Which permit, for `reading`; by default every one.'),
  value: Json.optional().describe('What they read, for `reading`; dated when it is said.'),
  answer: z.record(z.string(), Json).optional().describe('The form, for `done`.'),
  after: Duration.default('1m').describe('How long after the question came up, each time it does.'),
  times,
  reason,
});

/** Names of what an act may wait for. */
const WHENS = ['started', 'running', 'held', 'done', 'tripped', 'fallen', 'stopped'] as const;

const waits = {
  when: z
    .enum(WHENS)
    .optional()
    .describe(
      'What it waits for: the start, a step or part that begins, is held or is done, a feed that trips, a service that falls, a run that is stopped or paused.',
    ),
  of: Part.optional().describe('Of which step or part, feed or service; by default any.'),
  at: Duration.optional().describe(
    'In place of `when` and `after`: at this time from the start of the recovery.',
  ),
  after: Duration.default('1m').describe('How long after what it waits for, each time.'),
  times,
  reason,
};

interface Waiting {
  readonly when?: (typeof WHENS)[number] | undefined;
  readonly of?: string | undefined;
  readonly at?: string | undefined;
}

/** It waits for one thing, and names it where that needs a name. */
function waitsForOne({ when, of, at }: Waiting, context: z.RefinementCtx): void {
  const problem = (path: keyof Waiting, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  if ((when === undefined) === (at === undefined))
    problem('when', 'is one way to wait and `at` another: it needs one of them');
  const needsName = when === 'running' || when === 'done';
  if (needsName && of === undefined)
    problem('of', `is missing: ${when} is said of a step or a part of one`);
  const takesNone = when === undefined || when === 'started' || when === 'stopped';
  if (takesNone && of !== undefined)
    problem('of', `says nothing with ${when === undefined ? 'no `when`' : when}`);
}

/** What a person says unasked. */
const Steering = z
  .strictObject({
    ...person,
    act: z.enum(['stop', 'pause', 'abort', 'undo', 'note']).describe('What they do, unasked.'),
    step: Part.optional().describe(
      'What `undo` puts back, or `note` is about: a step or a part; by default the whole run.',
    ),
    ...waits,
  })
  .superRefine(waitsForOne);

const Waive = z
  .strictObject({
    ...person,
    act: z.literal('waive').describe('Waives an interlock; it counts once a second person does.'),
    feed: Id.describe('Feed whose interlock it is.'),
    interlock: Id.describe('Which interlock of its power gate.'),
    for: Span.describe('How long; the two must say the same.'),
    ...waits,
  })
  .superRefine(waitsForOne);

const Resume = z
  .strictObject({
    ...person,
    act: z.literal('resume').describe('Lets a feed that tripped, or a run that stopped, go on.'),
    feed: Id.optional().describe(
      'Feed that tripped: said once its power gate is signed off again. By default the run.',
    ),
    cause: z.string().min(1).max(300).optional().describe('What was found; needed with `feed`.'),
    after: Duration.default('1m').describe(
      'How long after that sign-off, or after the run was stopped or paused.',
    ),
    times,
    reason,
  })
  .refine(({ feed, cause }) => (feed === undefined) === (cause === undefined), {
    path: ['cause'],
    message: 'goes with `feed`, and `feed` with it',
  });

/** One thing that a simulated person says, and when. */
export const DrillAnswer = z
  .discriminatedUnion('act', [Answer, Resume, Steering, Waive])
  .meta({ id: 'DrillAnswer' });
export type DrillAnswer = z.infer<typeof DrillAnswer>;

/** An answer to a question, or to a hold. */
export type QuestionAnswer = z.infer<typeof Answer>;

/** Something said when it was not asked for. */
export type UnaskedAct = Exclude<DrillAnswer, QuestionAnswer>;

const UNASKED: ReadonlySet<DrillAnswer['act']> = new Set<UnaskedAct['act']>([
  'resume',
  'stop',
  'pause',
  'abort',
  'undo',
  'note',
  'waive',
]);

/** Whether something is said because it was asked for. */
export function isAnswer(entry: DrillAnswer): entry is QuestionAnswer {
  return !UNASKED.has(entry.act);
}
