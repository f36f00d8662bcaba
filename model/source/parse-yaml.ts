import { Composer, Lexer, LineCounter, Parser, type CST, type Document } from 'yaml';

/** Levels of nesting that are read; every list and every map is one. */
export const MOST_DEPTH = 60;

export type ParsedYaml =
  | {
      readonly ok: true;
      /** Undefined where the text holds no document. */
      readonly document: Document.Parsed | undefined;
      /** Where a second document begins. */
      readonly second: number | undefined;
      readonly counter: LineCounter;
    }
  | { readonly ok: false; readonly tooDeepAt: number; readonly counter: LineCounter };

/**
 * Parses YAML as the library's `parseDocument` does, but stops at {@link MOST_DEPTH} levels: its composer
 * recurses, and near the end of the stack V8 may end the whole process while it compiles a regular expression.
 */
export function parseYaml(text: string): ParsedYaml {
  const counter = new LineCounter();
  const parser = new Parser(counter.addNewLine);
  counter.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // One entry of the stack is the document, another the scalar at its tip.
    if (parser.stack.length > MOST_DEPTH + 2)
      return { ok: false, tooDeepAt: parser.offset, counter };
  }
  for (const token of parser.end()) tokens.push(token);
  const composer = new Composer({
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
    merge: false,
  });
  const [document, next] = composer.compose(tokens, true, text.length);
  return { ok: true, document, second: next?.range[0], counter };
}
