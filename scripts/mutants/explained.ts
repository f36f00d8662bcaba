import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Mutation } from './mutations';

const List = z.strictObject({
  explained: z.array(
    z.strictObject({
      file: z.string(),
      text: z.string(),
      what: z.string(),
      why: z.string().min(1),
    }),
  ),
});
type Explained = z.infer<typeof List>['explained'][number];

/** Survivors that a person looked at. */
export function readExplained(root: string): readonly Explained[] {
  const text = readFileSync(join(root, 'scripts/mutants/explained.yaml'), 'utf8');
  return List.parse(parse(text)).explained;
}

/** Why a mutant may survive; undefined where nobody has said. Lines may move: file and text must match. */
export function whyOf(list: readonly Explained[], mutation: Mutation): string | undefined {
  return list.find(
    ({ file, text, what }) =>
      file === mutation.file && text === mutation.text && what === mutation.what,
  )?.why;
}

/** Explanations of lines that are gone. */
export function staleOf(root: string, list: readonly Explained[]): readonly Explained[] {
  return list.filter(({ file, text }) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    return !lines.some((line) => line.trim() === text);
  });
}
