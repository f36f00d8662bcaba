// Writes ui/api/schema.d.ts from docs/openapi.json; with --check it only says whether the file is fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import ts from 'typescript';

const ROOT = join(__dirname, '..');
const FILE = join(ROOT, 'ui/api/schema.d.ts');

async function main(): Promise<void> {
  const document = readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8');
  const nodes = await openapiTS(document, {
    // Any JSON: a type that names itself would become `any`.
    transform: (_schema, { path }) =>
      path?.startsWith('#/components/schemas/__schema') === true
        ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword)
        : undefined,
  });
  const text = `${COMMENT_HEADER}${astToString(nodes)}`;
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, text);
    return;
  }
  if (readFileSync(FILE, 'utf8') === text) return;
  console.error('ui/api/schema.d.ts is not what docs/openapi.json says: run `npm run ui:types`');
  process.exitCode = 1;
}

void main();
