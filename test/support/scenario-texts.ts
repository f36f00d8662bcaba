import { connectorCatalogue } from '../../activities/connectors/catalogue';
import type { CompiledPlan } from '../../model/compile/plan-of';
import { compileScenario, validateFiles, type SourceFile } from '../../model/compile/scenario';
import type { JsonObject } from '../../model/json';
import type { PlanNode, Slice } from '../../model/plan/plan';
import type { PolicyKey } from '../../model/plan/policy';

/** The files of a scenario as texts; what is left out is that of a small site with two feeds. */
export interface ScenarioTexts {
  readonly runbook?: string;
  readonly inventory?: string;
  readonly roster?: string;
  readonly drill?: string;
}

export const catalogue = connectorCatalogue();

/** A runbook around steps; `head` holds more keys of its top level. */
export function runbookOf(steps: string, head = ''): string {
  return `apiVersion: blackstart/v1
kind: Runbook
metadata: { id: tiny, title: Tiny }
inputs: { site: { type: site, default: here } }
${head}
steps:
${indented(steps)}
`;
}

/** Steps of the whole path, one by one, so that tests can put others between them. */
export const POWER = `- id: power
  kind: power
  feeds: { site: here }
  signOff: { roles: [manager] }`;
export const ENERGISE = '- { id: energise, kind: energise, feeds: { site: here } }';
export const RESTORE = '- { id: restore, kind: restore, select: "true" }';
export const ENABLE = '- { id: enable, kind: enable, services: all, ramp: [50%, 100%] }';

/** Steps one after another. */
export function stepsOf(...steps: readonly string[]): string {
  return steps.join('\n');
}

function server(id: string, rack: string, more = ''): string {
  return `{ id: "${id}", rack: "${rack}", role: app, watts: 500, serial: "S-{id}", bmc: "http://bmc-{id}.here.example/redfish/v1/Systems/{id}", ready: "http://{id}.here.example:8080/ready"${more} }`;
}

/** Two feeds of one site, racks on each and on both, three services, equipment on feed a. */
export const INVENTORY = `apiVersion: blackstart/v1
kind: Inventory
metadata: { id: tiny-lab }
environment: lab
sites: [{ id: here }, { id: there }]
power:
  - { id: grid, kind: source, site: here, ratingKw: 1000 }
  - { id: ups-a, kind: ups, from: grid, ratingKw: 500, address: "nut://ups-a.here.example:3493/ups-a" }
  - { id: ups-b, kind: ups, from: grid, ratingKw: 500, address: "nut://ups-b.here.example:3493/ups-b" }
  - { id: pdu-a, kind: pdu, from: ups-a, ratingKw: 50, sections: [s1, s2], address: "http://pdu-a.here.example/redfish/v1/PowerEquipment/RackPDUs/pdu-a" }
  - { id: pdu-b, kind: pdu, from: ups-b, ratingKw: 50, sections: [s1], address: "http://pdu-b.here.example/redfish/v1/PowerEquipment/RackPDUs/pdu-b" }
feeds:
  - { id: feed-a, pdu: pdu-a }
  - { id: feed-b, pdu: pdu-b }
racks:
  - { id: ra, feeds: { feed-a: s1 } }
  - { id: rb, feeds: { feed-b: s1 } }
  - { id: rab, feeds: { feed-a: s2, feed-b: s1 } }
servers:
  - ${server('a[1-4]', 'ra')}
  - ${server('b[1-4]', 'rb')}
  - ${server('ab[1-2]', 'rab')}
services:
  - { id: login, tier: 1, weight: 10, rto: 1h, servers: ["a[1-2]"], health: { uses: http.check, with: { url: "http://login.here.example/health" } }, traffic: { address: "tcp://lb.here.example:9999", backend: login, server: here } }
  - { id: shop, tier: 2, weight: 5, rto: 2h, needs: [login], servers: ["a[3-4]", "b[1-2]"], health: { uses: http.check, with: { url: "http://shop.here.example/health" } }, traffic: { address: "tcp://lb.here.example:9999", backend: shop, server: here } }
  - { id: search, tier: 3, weight: 1, rto: 2h, servers: ["b[3-4]"], health: { uses: http.check, with: { url: "http://search.here.example/health" } }, traffic: { address: "tcp://lb.here.example:9999", backend: search, server: here } }
equipment:
  - { id: cooling-a, kind: cooling, site: here, feeds: [feed-a], kw: 1, health: { uses: http.check, with: { url: "http://cooling-a.here.example/health" } } }
  - { id: cooling-b, kind: cooling, site: here, feeds: [feed-b], kw: 1, health: { uses: http.check, with: { url: "http://cooling-b.here.example/health" } } }
channels:
  - { id: log, uses: notify.log }
tools:
  - { id: chat, kind: chat, sites: [here] }
  - { id: radio, kind: other, sites: [here, there] }
endpoints:
  - { id: prometheus, kind: prometheus, site: here, address: "http://prometheus.here.example:9090" }
`;

export const ROSTER = `apiVersion: blackstart/v1
kind: Roster
metadata: { id: tiny-roster }
roles:
  - { id: operator, may: [start, retry, skip, pause, resume, stop, undo, abort] }
  - { id: commander, may: [retry, skip, pause, resume, stop, undo, abort, waive] }
  - { id: manager, may: [] }
people:
  - { id: ann, roles: [operator] }
  - { id: bo, roles: [commander] }
  - { id: cy, roles: [manager], contact: { radio: "3" } }
  - { id: di, roles: [manager, commander] }
`;

export const DRILL = `apiVersion: blackstart/v1
kind: Drill
metadata: { id: calm }
environment: lab
starter: ann
`;

/** Steps of the whole path. */
export const PATH = stepsOf(POWER, ENERGISE, RESTORE, ENABLE);

const WHOLE = runbookOf(PATH);

/** The whole path with more steps after it. */
export function withSteps(...steps: readonly string[]): ScenarioTexts {
  return { runbook: runbookOf(stepsOf(PATH, ...steps)) };
}

/** The inventory with one text in it replaced; throws where it does not stand there. */
export function inInventory(from: string, to: string): ScenarioTexts {
  if (!INVENTORY.includes(from)) throw new Error(from);
  return { inventory: INVENTORY.replace(from, to) };
}

/** The roster with one text in it replaced. */
export function inRoster(from: string, to: string): ScenarioTexts {
  return { roster: ROSTER.replace(from, to) };
}

/** The drill with more lines. */
export function inDrill(more: string): ScenarioTexts {
  return { drill: `${DRILL}${more}\n` };
}

/** The texts as the files of one scenario. */
export function filesOf(texts: ScenarioTexts): readonly SourceFile[] {
  const named: readonly (readonly [string, string])[] = [
    ['runbook.yaml', texts.runbook ?? WHOLE],
    ['inventory.lab.yaml', texts.inventory ?? INVENTORY],
    ['roster.yaml', texts.roster ?? ROSTER],
    ['drills/calm.yaml', texts.drill ?? DRILL],
  ];
  return named.map(([file, text]) => ({ file, bytes: new TextEncoder().encode(text) }));
}

/** Problems as short lines: place, code and message; warnings are left out unless asked for. */
export function problemsOf(
  texts: ScenarioTexts,
  severity: 'error' | 'warning' = 'error',
): readonly string[] {
  return validateFiles(filesOf(texts), catalogue)
    .problems.filter((problem) => problem.severity === severity)
    .map(({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`);
}

/** Codes of the errors of steps that stand in a runbook by themselves. */
export function codesOf(texts: ScenarioTexts): readonly string[] {
  return validateFiles(filesOf(texts), catalogue).problems.flatMap((problem) =>
    problem.severity === 'error' ? [problem.code] : [],
  );
}

/** A compiled plan with ways to look at it. */
export interface LaidOut {
  readonly plan: CompiledPlan;
  readonly nodes: readonly PlanNode[];
  node(id: string): PlanNode;
  /** Ids of what a node needs. */
  needs(id: string): readonly string[];
  needsAny(id: string): readonly (readonly string[])[];
  slice(id: string): Slice;
}

/** Compiles a scenario from texts; throws with its problems where it does not. */
export function planOfTexts(
  texts: ScenarioTexts,
  over: {
    readonly inputs?: JsonObject;
    readonly keys?: Readonly<Record<string, PolicyKey>>;
    readonly reversed?: boolean;
  } = {},
): LaidOut {
  const files = filesOf(texts);
  const compiled = compileScenario({
    files: over.reversed === true ? [...files].reverse() : files,
    environment: 'lab',
    drill: 'calm',
    inputs: over.inputs ?? {},
    keys: over.keys ?? {},
    catalogue,
  });
  if (!compiled.ok)
    throw new Error(
      compiled.problems
        .map((one) => `${one.line}:${one.column} ${one.code} ${one.message}`)
        .join('\n'),
    );
  const { plan } = compiled;
  const { nodes } = plan;
  const node = (id: string): PlanNode => {
    const found = nodes.find((one) => one.id === id);
    if (found === undefined)
      throw new Error(`there is no node '${id}', only ${nodes.map((one) => one.id).join(', ')}`);
    return found;
  };
  const idsOf = (indices: readonly number[]): readonly string[] =>
    indices.map((index) => nodes[index]!.id);
  return {
    plan,
    nodes,
    node,
    needs: (id) => idsOf(node(id).needs),
    needsAny: (id) => (node(id).needsAny ?? []).map(idsOf),
    slice: (id) =>
      JSON.parse(plan.parts.texts.get(plan.parts.manifest.slices[id] ?? '') ?? 'null') as Slice,
  };
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
