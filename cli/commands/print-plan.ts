import type { CompiledScenario } from '../../model/compile/scenario';
import { planLines } from '../render/plan';
import { problemText } from '../render/problems';
import type { Shell } from '../terminal/shell';
import { jsonText, type Format } from './options';

/** Writes a plan, and the warnings against it. */
export function printPlan(
  compiled: CompiledScenario & { readonly ok: true },
  shell: Shell,
  format: Format,
): void {
  const { plan, problems, texts } = compiled;
  const { planDigest: digest, manifest } = plan.parts;
  if (format === 'json') {
    const { runbook, title, environment, sites, inputs, procedureDigest } = manifest;
    const { steps, feeds, services } = plan.outline;
    shell.out.write(
      jsonText({
        valid: true,
        plan: { digest, procedureDigest, runbook },
        title,
        environment,
        sites,
        inputs,
        serverCount: manifest.serverCount,
        nodeCount: manifest.nodeCount,
        steps,
        feeds,
        services,
        problems,
      }),
    );
    return;
  }
  shell.out.lines(planLines({ digest, manifest, outline: plan.outline }, shell.out.style));
  if (problems.length === 0) return;
  const { bold } = shell.out.style;
  shell.out.lines(['', bold('WARNINGS'), problemText(problems, texts, shell.out.style)]);
}
