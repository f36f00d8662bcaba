import type { Step } from '../schema/steps';
import { reachable } from './check-people';
import type { Context } from './context';

/** Verbs without which a bad night finds no end. */
const NEEDED = ['abort', 'undo', 'resume'] as const;

/** Whether somebody who can be reached may steer a recovery out of a bad night: a warning where nobody may. */
export function checkVerbs(context: Context): void {
  const gates = [...context.tree.byId.values()].flatMap(({ step }) =>
    step.kind === 'power' ? [step] : [],
  );
  const { roles, people } = context.files.roster.value;
  const known = new Set(roles.map((role) => role.id));
  // A role that is not there has been told already: whoever is meant by it may well hold the verbs.
  const isWhole = people.every((person) => person.roles.every((role) => known.has(role)));
  if (context.tree.byId.size === 0 || !isWhole) return;
  const missing = NEEDED.filter((verb) => holders(context, verb).length === 0);
  if (missing.length > 0)
    warn(context, `nobody who can be reached may ${missing.join(', ')}`, missing);
  for (const gate of gates) checkWaive(context, gate);
}

/** A waiver takes two people: one whose role may waive, and another who may or who signs the gate off. */
function checkWaive(context: Context, gate: Extract<Step, { kind: 'power' }>): void {
  if (gate.interlock.length === 0) return;
  const first = holders(context, 'waive');
  const second = reachable(context).filter(
    (person) =>
      first.includes(person.id) || person.roles.some((role) => gate.signOff.roles.includes(role)),
  );
  if (first.length > 0 && second.length > 1) return;
  warn(
    context,
    first.length === 0
      ? `nobody who can be reached may waive an interlock of '${gate.id}'`
      : `only ${first.join(', ')} may waive an interlock of '${gate.id}', and a second person must sign it`,
    ['waive'],
  );
}

function warn(context: Context, message: string, verbs: readonly string[]): void {
  context.findings.add('VERB_UNHELD', context.files.roster, ['roles'], message, {
    severity: 'warning',
    fix: `Add ${verbs.map((verb) => `'${verb}'`).join(', ')} to 'may' of a role that somebody holds.`,
  });
}

/** People who can be reached and hold a role that may use a verb. */
function holders(context: Context, verb: (typeof NEEDED)[number] | 'waive'): readonly string[] {
  const { roles } = context.files.roster.value;
  const able = roles.filter((role) => role.may.includes(verb)).map((role) => role.id);
  return reachable(context)
    .filter((person) => person.roles.some((role) => able.includes(role)))
    .map((person) => person.id);
}
