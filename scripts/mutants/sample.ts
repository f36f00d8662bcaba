import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What is mutated: the reducer, the gates at compile and at run, and the one wrapper around connectors. */
const PLACES = [
  'model/run/',
  'model/compile/check-gates.ts',
  'model/compile/check-gate-steps.ts',
  'activities/engine/connector-caller.ts',
  'activities/engine/inventory-guard.ts',
  'activities/engine/make-call.ts',
  'activities/engine/call-input.ts',
];

/** Source files that are mutated, relative to `root`; with `only`, those whose path holds it. */
export function mutatedFiles(root: string, only = ''): readonly string[] {
  return PLACES.flatMap((place) =>
    place.endsWith('/')
      ? readdirSync(join(root, place))
          .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
          .map((name) => place + name)
      : [place],
  )
    .filter((file) => file.includes(only))
    .sort();
}

/** The list in an order that follows from a seed. */
export function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
