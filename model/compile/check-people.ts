import { closest } from '../closest';
import type { Json } from '../json';
import type { Roster } from '../schema/roster';
import type { Approvers } from '../schema/step-parts';
import type { Context, Spot } from './context';

type Person = Roster['people'][number];

/** Whether every role named is one of the roster. */
export function checkRoles(context: Context, spot: Spot, roles: readonly string[]): boolean {
  const known = context.files.roster.value.roles.map((role) => role.id);
  return roles
    .map((role, i) => known.includes(role) || unknownRole(context, spot, [i], role, known))
    .every(Boolean);
}

function unknownRole(
  context: Context,
  spot: Spot,
  path: readonly number[],
  role: string,
  known: readonly string[],
): false {
  const near = closest(role, known);
  context.findings.add(
    'REFERENCE_UNKNOWN',
    spot.file,
    [...spot.path, ...path],
    `there is no role '${role}' in the roster`,
    near === undefined ? {} : { fix: `Did you mean '${near}'?` },
  );
  return false;
}

/** Whether somebody can report a manual task done. */
export function checkAssignee(context: Context, spot: Spot, role: string): boolean {
  const known = context.files.roster.value.roles.map((one) => one.id);
  if (!known.includes(role)) return unknownRole(context, spot, [], role, known);
  if (reachable(context).some((person) => person.roles.includes(role))) return true;
  context.findings.add(
    'APPROVERS_UNREACHABLE',
    spot.file,
    spot.path,
    `nobody who can be reached with the site lost holds the role '${role}'`,
  );
  return false;
}

/**
 * Whether a gate's signatures can be given: enough people who hold its roles, who can be reached though the
 * site is lost, and of whom enough are left whoever may have started the recovery.
 */
export function checkApprovers(context: Context, spot: Spot, rule: Approvers): boolean {
  if (!checkRoles(context, { ...spot, path: [...spot.path, 'roles'] }, rule.roles)) return false;
  const people = reachable(context).filter((person) => holdsOneOf(person, rule.roles));
  if (mostSignatures(people, rule) < rule.quorum) {
    const names = people.map((person) => person.id).join(', ');
    unreachable(
      context,
      spot,
      `${String(rule.quorum)} signatures by ${rule.roles.join(', ')}${rule.distinctRoles ? ' in different roles' : ''} are asked for, and only ${names === '' ? 'nobody' : names} can be reached`,
    );
    return false;
  }
  if (!rule.notStarter) return true;
  const starters = startersOf(context);
  const blocked = starters.filter(
    (starter) =>
      mostSignatures(
        people.filter((person) => person.id !== starter),
        rule,
      ) < rule.quorum,
  );
  if (blocked.length === 0) return true;
  const everyone = blocked.length === starters.length;
  context.findings.add(
    'APPROVERS_UNREACHABLE',
    spot.file,
    spot.path,
    `where ${blocked.join(' or ')} starts the recovery, too few are left to sign for ${rule.roles.join(', ')}`,
    { severity: everyone ? 'error' : 'warning' },
  );
  return !everyone;
}

function unreachable(context: Context, spot: Spot, message: string): void {
  context.findings.add('APPROVERS_UNREACHABLE', spot.file, spot.path, message);
}

function startersOf(context: Context): readonly string[] {
  const { people, roles } = context.files.roster.value;
  const mayStart = roles.filter((role) => role.may.includes('start')).map((role) => role.id);
  return people.filter((person) => holdsOneOf(person, mayStart)).map((person) => person.id);
}

function holdsOneOf(person: Person, roles: readonly string[]): boolean {
  return person.roles.some((role) => roles.includes(role));
}

/** Most signatures these people can give: one each, and where roles must differ, one a role (a matching). */
function mostSignatures(people: readonly Person[], rule: Approvers): number {
  if (!rule.distinctRoles) return people.length;
  const signer = new Map<string, Person>();
  const place = (person: Person, tried: Set<string>): boolean => {
    for (const role of person.roles) {
      if (!rule.roles.includes(role) || tried.has(role)) continue;
      tried.add(role);
      const other = signer.get(role);
      if (other !== undefined && !place(other, tried)) continue;
      signer.set(role, person);
      return true;
    }
    return false;
  };
  return people.filter((person) => place(person, new Set())).length;
}

/** People who can be reached by at least one tool that does not live in the lost site alone, or need none. */
export function reachable(context: Context): readonly Person[] {
  const lost = lostTools(context);
  return context.files.roster.value.people.filter(
    (person) => person.reachedBy.length === 0 || person.reachedBy.some((tool) => !lost.has(tool)),
  );
}

/** Sites that are inputs, and those whose feeds a step brings back. */
function sitesLost(context: Context): ReadonlySet<Json | undefined> {
  const sites = new Set(
    Object.entries(context.files.runbook.value.inputs)
      .filter(([, input]) => input.type === 'site')
      .map(([name]) => context.inputs[name]),
  );
  for (const { step } of context.tree.byId.values())
    if (step.kind === 'power' || step.kind === 'energise') sites.add(step.feeds.site);
  return sites;
}

/** Tools that go with the sites this runbook recovers, and those that lean on them. */
function lostTools(context: Context): ReadonlySet<string> {
  const { tools } = context.files.inventory.value;
  const lostSites = sitesLost(context);
  const lost = new Set<string>();
  for (let size = -1; size !== lost.size;) {
    size = lost.size;
    for (const tool of tools) {
      const gone = tool.sites.every((site) => lostSites.has(site));
      if (gone || tool.needs.some((need) => lost.has(need))) lost.add(tool.id);
    }
  }
  return lost;
}
