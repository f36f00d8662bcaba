import { existsSync } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { builtFile } from '../../client/installed-file';
import { makeFolder } from '../../client/make-folder';
import { OperationError } from '../../model/errors';
import { shellWord } from '../render/text';
import type { Shell } from '../terminal/shell';

/** `init`: a small scenario to begin with. */
export function registerInit(program: Command, shell: Shell): void {
  program
    .command('init')
    .description('write a small scenario to begin with')
    .argument('[dir]', 'folder to write it into', '.')
    .addHelpText('after', '\nExample:\n  blackstart init hall && blackstart drill hall')
    .action(async (folder: string) => {
      const starter = join(dirname(builtFile('')), 'runbooks', 'hello');
      const names = await filesOf(starter);
      const taken = names.filter((name) => existsSync(join(folder, name)));
      if (taken.length > 0)
        throw new OperationError('FILE_EXISTS', `${folder} holds ${taken.join(', ')} already`);
      try {
        for (const name of names) {
          const target = join(folder, name);
          await makeFolder(dirname(target));
          await copyFile(join(starter, name), target);
          shell.out.lines([target]);
        }
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new OperationError('FILE_UNWRITABLE', reason, { cause });
      }
      const at = shellWord(folder);
      shell.err.lines([
        '',
        'Next:',
        `  blackstart validate ${at}   # every problem, with its line`,
        `  blackstart plan ${at}       # what it would do`,
        `  blackstart drill ${at}      # lose the site, and bring it back`,
      ]);
    });
}

/** Paths of the starter's files, relative to it. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
