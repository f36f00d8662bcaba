import type { Json } from '../json';
import type { Findings } from '../source/findings';
import type { LoadedFile, SourcePath } from '../source/loaded-file';
import type { ScenarioFiles } from './context';

/** Keys of a step whose text is filled in. */
const FILLED = new Set([
  'title',
  'message',
  'site',
  'register',
  'servers',
  'recommend',
  'ifYes',
  'ifNo',
  'harm',
]);

/** Keys that hold bare CEL, where a template is a mistake that the expression checker names. */
const BARE = new Set(['when', 'expect', 'select', 'forEach', 'unless']);

/** Finds templates where nothing fills them in: they would pass through as text. */
export function checkStrayTemplates(files: ScenarioFiles, findings: Findings): void {
  const { runbook, inventory, roster, drill } = files;
  walk(runbook, runbook.value, [], findings, (path) => {
    const key = path.at(-1);
    const inStep = path[0] === 'steps' || path[0] === 'makeSafe';
    return inStep && (path.includes('with') || (typeof key === 'string' && FILLED.has(key)));
  });
  walk(
    inventory,
    inventory.value,
    [],
    findings,
    (path) => path.includes('with') && (path[0] === 'services' || path[0] === 'equipment'),
  );
  walk(roster, roster.value, [], findings, () => false);
  if (drill !== undefined) walk(drill, drill.value, [], findings, () => false);
}

function walk(
  file: LoadedFile<unknown>,
  value: unknown,
  path: SourcePath,
  findings: Findings,
  isFilled: (path: SourcePath) => boolean,
): void {
  if (typeof value === 'string') {
    if (!value.includes('${{') || BARE.has(String(path.at(-1))) || isFilled(path)) return;
    findings.add(
      'EXPRESSION_SYNTAX',
      file,
      path,
      `${show(value)} holds a template, and nothing fills it in here`,
      {
        fix: 'Write the value itself.',
      },
    );
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, member] of Object.entries(value))
    walk(file, member, [...path, isList ? Number(key) : key], findings, isFilled);
}

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
