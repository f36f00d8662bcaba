import { makePlan, type PlanRequest } from '../../client/make-plan';
import type { StateFolder } from '../../client/state-folder';
import type { CompiledScenario, SourceFile } from '../../model/compile/scenario';
import { EXIT } from '../exit-code';
import { problemCount, problemText } from '../render/problems';
import type { Shell } from '../terminal/shell';
import { jsonText, type Format } from './options';

/** A compiled plan and the files it was made of. */
export interface MadePlan {
  readonly compiled: CompiledScenario & { readonly ok: true };
  readonly files: readonly SourceFile[];
}

/** Compiles a plan; where problems stand against it, tells of them, sets the exit code, and gives none. */
export async function compilePlan(
  request: PlanRequest,
  state: StateFolder,
  shell: Shell,
  format: Format,
): Promise<MadePlan | undefined> {
  const { compiled, files } = await makePlan(request, state);
  if (compiled.ok) return { compiled, files };
  const { problems, texts } = compiled;
  if (format === 'json') shell.out.write(jsonText({ valid: false, problems }));
  else {
    shell.err.write(`${problemText(problems, texts, shell.err.style)}\n\n`);
    shell.err.lines([problemCount(problems, texts.size)]);
  }
  shell.exit(EXIT.problems);
  return undefined;
}
