import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { makeFolder } from '../../client/make-folder';
import { OperationError } from '../../model/errors';
import type { AuthoredKind } from '../../model/schema/json-schema';
import type { Shell } from '../terminal/shell';
import { jsonText } from './options';

/** Named here too, so that the help needs no schema. */
const KINDS = [
  'runbook',
  'inventory',
  'roster',
  'drill',
] as const satisfies readonly AuthoredKind[];

/** `schema`: JSON Schemas of authored files, for editors. */
export function registerSchema(program: Command, shell: Shell): void {
  program
    .command('schema')
    .description('print the JSON Schema of a kind of file, or write all of them')
    .addArgument(new Argument('[kind]', 'without it, all in one document').choices(KINDS))
    .option('--out <dir>', 'write KIND.schema.json files into this folder')
    .addHelpText(
      'after',
      `
Examples:
  blackstart schema runbook > runbook.schema.json
  blackstart schema --out schema

An editor with a YAML language server takes it from the first line of a file:
  # yaml-language-server: $schema=../schema/runbook.schema.json`,
    )
    .action(async (kind: AuthoredKind | undefined, options: { readonly out?: string }) => {
      const kinds = kind === undefined ? KINDS : [kind];
      if (options.out !== undefined) return writeSchemas(kinds, options.out, shell);
      const { jsonSchemaOf } = await import('../../model/schema/json-schema.js');
      const document =
        kind === undefined
          ? Object.fromEntries(kinds.map((one) => [one, jsonSchemaOf(one)]))
          : jsonSchemaOf(kind);
      shell.out.write(jsonText(document));
    });
}

async function writeSchemas(
  kinds: readonly AuthoredKind[],
  folder: string,
  shell: Shell,
): Promise<void> {
  const { jsonSchemaOf, schemaFileName } = await import('../../model/schema/json-schema.js');
  try {
    await makeFolder(folder);
    for (const kind of kinds) {
      const file = join(folder, schemaFileName(kind));
      await writeFile(file, jsonText(jsonSchemaOf(kind)));
      shell.out.lines([file]);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperationError('FILE_UNWRITABLE', `'${folder}' cannot be written: ${reason}`, {
      cause,
    });
  }
}
