import { closest } from '../closest';
import type { Drill } from '../schema/drill';
import { isAnswer, type DrillAnswer } from '../schema/drill-people';
import type { LoadedFile } from '../source/loaded-file';
import type { Context } from './context';

/** `undo` and `undo-2`: steps that a run lays out by itself. */
const OF_UNDO = /^undo(-\d+)?$/;

/** Verbs that a role must list to use them. */
const LISTED: ReadonlySet<string> = new Set(['retry', 'pause', 'resume', 'abort', 'undo']);

type Key = 'person' | 'role' | 'step' | 'of' | 'feed' | 'interlock' | 'act';

/** Whether simulated people, and what they answer, say and wait for, are there. */
export function checkDrillPeople(context: Context, drill: LoadedFile<Drill>): void {
  const { roster, inventory } = context.files;
  const steps = [...context.tree.byId.keys()];
  const names = {
    people: roster.value.people.map((person) => person.id),
    roles: roster.value.roles.map((role) => role.id),
    feeds: [...context.site.feeds.keys()],
    services: inventory.value.services.map((service) => service.id),
    interlocks: [...context.tree.byId.values()].flatMap(({ step }) =>
      step.kind === 'power' ? step.interlock.map((interlock) => interlock.id) : [],
    ),
  };
  drill.value.people.forEach((entry, i) => {
    const known = (key: Key, what: string, name: string, among: readonly string[]): void => {
      if (among.includes(name)) return;
      const near = closest(name, among);
      context.findings.add(
        'REFERENCE_UNKNOWN',
        drill,
        ['people', i, key],
        `there is no ${what} '${name}'`,
        near === undefined ? {} : { fix: `Did you mean '${near}'?` },
      );
    };
    // Parts of a step are named as the inbox names them, such as enable/approval.
    const knownStep = (key: Key, name: string): void => {
      const base = name.split('/')[0] ?? '';
      if (!OF_UNDO.test(base)) known(key, 'step', base, steps);
    };
    known('person', 'person', entry.person, names.people);
    if (entry.role !== undefined) known('role', 'role', entry.role, names.roles);
    if ('step' in entry && entry.step !== undefined) knownStep('step', entry.step);
    if ('feed' in entry && entry.feed !== undefined) known('feed', 'feed', entry.feed, names.feeds);
    if (entry.act === 'waive') known('interlock', 'interlock', entry.interlock, names.interlocks);
    checkMay(context, drill, entry, i);
    if (isAnswer(entry) || entry.act === 'resume' || entry.of === undefined) return;
    if (entry.when === 'tripped') known('of', 'feed', entry.of, names.feeds);
    else if (entry.when === 'fallen') known('of', 'service', entry.of, names.services);
    else knownStep('of', entry.of);
  });
}

/** The run would refuse it, and the drill wait for ever. */
function checkMay(
  context: Context,
  drill: LoadedFile<Drill>,
  { act, person, role }: DrillAnswer,
  i: number,
): void {
  if (!LISTED.has(act)) return;
  const { people, roles } = context.files.roster.value;
  const held = people.find((one) => one.id === person)?.roles;
  if (held === undefined) return;
  const able = roles.filter((one) => one.may.some((verb) => verb === act)).map((one) => one.id);
  if (held.some((one) => able.includes(one) && (role === undefined || one === role))) return;
  context.findings.add(
    'VERB_UNHELD',
    drill,
    ['people', i, 'act'],
    `'${person}' holds no role that may ${act}`,
    { severity: 'warning', fix: `Name somebody whose role lists '${act}' under 'may'.` },
  );
}
