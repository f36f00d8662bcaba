import ts from 'typescript';

/** One small change to a source file. */
export interface Mutation {
  /** Relative to the root, with slashes. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** From 1. */
  readonly line: number;
  /** Text of that line, trimmed: with `what`, it names the mutation when lines move. */
  readonly text: string;
  /** What was changed, such as `'<' becomes '<='`. */
  readonly what: string;
}

interface Change {
  readonly node: ts.Node;
  readonly replacement: string;
  readonly what: string;
}

const SWAPPED: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
  [ts.SyntaxKind.PlusEqualsToken, '-='],
  [ts.SyntaxKind.MinusEqualsToken, '+='],
]);

/** Methods that are easily taken for each other. */
const TWINS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  max: 'min',
  min: 'max',
};

/** From here on, one more or less is no difference that anyone would test for; such numbers are doubled. */
const LARGE = 100;

/** Every mutation of a file, in the order of its text. */
export function mutationsOf(file: string, text: string): readonly Mutation[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: Mutation[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    for (const change of changesOf(node)) found.push(mutationOf(source, change));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The file's text with the mutation in it. */
export function mutated(text: string, { start, end, replacement }: Mutation): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function mutationOf(source: ts.SourceFile, { node, replacement, what }: Change): Mutation {
  const start = node.getStart(source);
  const { line } = source.getLineAndCharacterOfPosition(start);
  return {
    file: source.fileName,
    start,
    end: node.getEnd(),
    replacement,
    line: line + 1,
    text: (source.text.split('\n')[line] ?? '').trim(),
    what,
  };
}

function changesOf(node: ts.Node): readonly Change[] {
  return [
    ...operatorChanges(node),
    ...conditionChanges(node),
    ...statementChanges(node),
    ...returnChanges(node),
    ...literalChanges(node),
    ...callChanges(node),
  ];
}

function operatorChanges(node: ts.Node): readonly Change[] {
  if (!ts.isBinaryExpression(node)) return [];
  const { operatorToken: token, right } = node;
  if (token.kind === ts.SyntaxKind.QuestionQuestionToken)
    return [
      { node, replacement: right.getText(), what: `only the fallback '${brief(right)}' is left` },
    ];
  const other = SWAPPED.get(token.kind);
  if (other === undefined) return [];
  return [{ node: token, replacement: other, what: `'${token.getText()}' becomes '${other}'` }];
}

function conditionChanges(node: ts.Node): readonly Change[] {
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [{ node, replacement: node.operand.getText(), what: `'${brief(node)}' loses its '!'` }];
  const condition =
    ts.isIfStatement(node) || ts.isWhileStatement(node)
      ? node.expression
      : ts.isConditionalExpression(node)
        ? node.condition
        : undefined;
  if (condition === undefined || isFlipped(condition)) return [];
  return [
    {
      node: condition,
      replacement: `!(${condition.getText()})`,
      what: `condition '${brief(condition)}' is negated`,
    },
  ];
}

/** Whether another operator negates the whole condition already. */
function isFlipped(condition: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(condition)) return true;
  if (!ts.isBinaryExpression(condition)) return false;
  const { kind } = condition.operatorToken;
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}

function statementChanges(node: ts.Node): readonly Change[] {
  const isDropped =
    ts.isExpressionStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node) ||
    (ts.isReturnStatement(node) && node.expression === undefined);
  return isDropped ? [{ node, replacement: ';', what: `'${brief(node)}' is dropped` }] : [];
}

function returnChanges(node: ts.Node): readonly Change[] {
  const given = ts.isReturnStatement(node)
    ? node.expression
    : ts.isArrowFunction(node) && !ts.isBlock(node.body)
      ? node.body
      : undefined;
  if (given === undefined || isPlain(given)) return [];
  return ['undefined', 'true', 'false', '[]'].map((value) => ({
    node: given,
    replacement: value,
    what: `'${value}' is returned for '${brief(given)}'`,
  }));
}

/** Values that other operators change. */
function isPlain(node: ts.Expression): boolean {
  return (
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    ts.isArrayLiteralExpression(node) ||
    node.getText() === 'undefined'
  );
}

function literalChanges(node: ts.Node): readonly Change[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
    const other = node.kind === ts.SyntaxKind.TrueKeyword ? 'false' : 'true';
    return [{ node, replacement: other, what: `'${node.getText()}' becomes '${other}'` }];
  }
  if (ts.isNumericLiteral(node)) return numberChanges(node);
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0)
    return [{ node, replacement: '[]', what: `'${brief(node)}' becomes '[]'` }];
  if (ts.isSpreadAssignment(node))
    return [{ node, replacement: '...{}', what: `'${brief(node)}' is removed` }];
  if (ts.isSpreadElement(node) && ts.isArrayLiteralExpression(node.parent))
    return [{ node, replacement: '...[]', what: `'${brief(node)}' is removed` }];
  return [];
}

function numberChanges(node: ts.NumericLiteral): readonly Change[] {
  const value = Number(node.getText().replaceAll('_', ''));
  const others = value < LARGE ? [value + 1, value - 1] : [value * 2];
  return others
    .filter((other) => other >= 0)
    .map((other) => ({
      node,
      replacement: String(other),
      what: `'${node.getText()}' becomes '${String(other)}'`,
    }));
}

function callChanges(node: ts.Node): readonly Change[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { name, expression: of } = node.expression;
  const twin = Object.hasOwn(TWINS, name.text) ? TWINS[name.text] : undefined;
  if (twin !== undefined)
    return [{ node: name, replacement: twin, what: `'${name.text}' becomes '${twin}'` }];
  if (name.text === 'filter')
    return [{ node, replacement: of.getText(), what: `'${brief(node)}' lets all through` }];
  return [];
}

/** Text of a node on one line, cut short. */
function brief(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
