import { z } from 'zod';

/** What every refusal looks like (RFC 9457). */
export const Problem = z
  .object({
    type: z.string().describe('`urn:blackstart:error:` and the code.'),
    title: z.string().describe('What it means, the same for every error of this code.'),
    status: z.int(),
    detail: z.string().describe('What was wrong this time.'),
    code: z.string().describe('One of docs/reference/errors.md.'),
    fix: z.string().describe('What to do about it.'),
    problems: z
      .array(
        z.object({
          in: z.enum(['path', 'query', 'body', 'file']),
          at: z.string().describe('JSON pointer, or file:line:column.'),
          message: z.string(),
        }),
      )
      .optional()
      .describe('Each thing that is wrong, and where.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
