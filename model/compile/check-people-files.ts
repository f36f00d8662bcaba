import { closest } from '../closest';
import type { Drill } from '../schema/drill';
import type { LoadedFile, SourcePath } from '../source/loaded-file';
import { checkDrillPeople } from './check-drill-people';
import { checkFaults } from './check-faults';
import { checkVerbs } from './check-verbs';
import type { Context } from './context';
import { hexOf } from './policy-of';

/** Whether roster, locks and drill name people, roles, tools and steps that are there. */
export function checkPeopleFiles(context: Context): void {
  const { roster, inventory, drill } = context.files;
  const roles = roster.value.roles.map((role) => role.id);
  const people = roster.value.people.map((person) => person.id);
  const tools = inventory.value.tools.map((tool) => tool.id);
  unique(context, 'roles', roles);
  unique(context, 'people', people);
  roster.value.people.forEach((person, i) => {
    person.roles.forEach((role, k) => {
      known(context, roster, ['people', i, 'roles', k], 'role', role, roles);
    });
    person.reachedBy.forEach((tool, k) => {
      known(context, roster, ['people', i, 'reachedBy', k], 'tool', tool, tools);
    });
  });
  roster.value.people.forEach((person, i) => {
    if (person.publicKey === undefined || hexOf(person.publicKey) !== undefined) return;
    context.findings.add(
      'VALUE_INVALID',
      roster,
      ['people', i, 'publicKey'],
      `the public key of '${person.id}' is not 32 bytes in base64`,
    );
  });
  inventory.value.locks.forEach((lock, i) => {
    known(context, inventory, ['locks', i, 'holder'], 'person', lock.holder, people);
  });
  checkVerbs(context);
  if (drill !== undefined) checkDrill(context, drill, people);
}

function checkDrill(context: Context, drill: LoadedFile<Drill>, people: readonly string[]): void {
  const supplied = [...context.site.nodes.keys()];
  known(context, drill, ['starter'], 'person', drill.value.starter, people);
  checkDrillPeople(context, drill);
  for (const node of Object.keys(drill.value.lab.supply))
    known(context, drill, ['lab', 'supply', node], 'power node', node, supplied);
  checkFaults(context, drill);
}

function unique(context: Context, list: 'roles' | 'people', ids: readonly string[]): void {
  ids.forEach((id, i) => {
    if (ids.indexOf(id) < i)
      context.findings.add(
        'DUPLICATE_ID',
        context.files.roster,
        [list, i, 'id'],
        `'${id}' stands twice in '${list}'`,
      );
  });
}

function known(
  context: Context,
  file: LoadedFile<unknown>,
  path: SourcePath,
  what: string,
  name: string,
  names: readonly string[],
): void {
  if (names.includes(name)) return;
  const near = closest(name, names);
  context.findings.add(
    'REFERENCE_UNKNOWN',
    file,
    path,
    `there is no ${what} '${name}'`,
    near === undefined ? {} : { fix: `Did you mean '${near}'?` },
  );
}
