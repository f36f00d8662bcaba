import type { Expr, ExprTree } from './evaluate';

/** A name that an expression reads, with the fields taken from it: `steps.a.output` is three words. */
export interface Reference {
  readonly path: readonly string[];
}

/** Every path that an expression reads, but for its own loop variables. */
export function referencesOf(expr: Expr): readonly Reference[] {
  const found: Reference[] = [];
  walk(expr.tree, new Set(), found);
  return found;
}

/** Whether an expression can only be worked out in the run: it names `steps`, `run` or `result`. */
export function needsRun(expr: Expr): boolean {
  return referencesOf(expr).some(({ path }) => RUN_NAMES.has(path[0] ?? ''));
}

/** Names that only the run can fill in. */
export const RUN_NAMES: ReadonlySet<string> = new Set(['steps', 'run', 'result']);

function walk(tree: ExprTree | undefined, bound: ReadonlySet<string>, found: Reference[]): void {
  if (tree === undefined) return;
  const path = pathOf(tree);
  if (path !== undefined) {
    if (!bound.has(path[0] ?? '') && !(path[0] ?? '').startsWith('@')) found.push({ path });
    return;
  }
  const kind = tree.exprKind;
  switch (kind.case) {
    case 'selectExpr':
      return walk(kind.value.operand, bound, found);
    case 'callExpr':
      walk(kind.value.target, bound, found);
      for (const arg of kind.value.args) walk(arg, bound, found);
      return;
    case 'listExpr':
      for (const element of kind.value.elements) walk(element, bound, found);
      return;
    case 'structExpr':
      for (const entry of kind.value.entries) {
        if (entry.keyKind.case === 'mapKey') walk(entry.keyKind.value, bound, found);
        walk(entry.value, bound, found);
      }
      return;
    case 'comprehensionExpr': {
      const { accuVar, iterVar, iterVar2 } = kind.value;
      const inner = new Set([...bound, accuVar, iterVar, iterVar2]);
      walk(kind.value.iterRange, bound, found);
      walk(kind.value.accuInit, bound, found);
      for (const part of [kind.value.loopCondition, kind.value.loopStep, kind.value.result]) {
        walk(part, inner, found);
      }
      return;
    }
    default:
  }
}

/** Words of `a.b["c"]`; undefined of anything else. */
export function pathOf(tree: ExprTree): readonly string[] | undefined {
  const kind = tree.exprKind;
  if (kind.case === 'identExpr') return [kind.value.name];
  if (kind.case === 'selectExpr') {
    const head = kind.value.operand === undefined ? undefined : pathOf(kind.value.operand);
    return head === undefined ? undefined : [...head, kind.value.field];
  }
  if (kind.case !== 'callExpr' || kind.value.function !== '_[_]') return undefined;
  const [operand, index] = kind.value.args;
  const head = operand === undefined ? undefined : pathOf(operand);
  const constant =
    index?.exprKind.case === 'constExpr' ? index.exprKind.value.constantKind : undefined;
  return head !== undefined && constant?.case === 'stringValue'
    ? [...head, constant.value]
    : undefined;
}
