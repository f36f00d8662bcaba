import type { z } from 'zod';
import type { Manifest, MakeSafe, Outline, PlanNode } from '../../model/plan/plan';
import type { Problem } from '../../model/problem';
import type { Told } from '../define-route';
import type { FileProblem, Plan } from '../schema/plan';

/** Time zone of the site, as IANA names it; null where the inventory names none. */
export function timezoneOf(manifest: Pick<Manifest, 'scope'>): string | null {
  const timezone = manifest.scope?.site['timezone'];
  return typeof timezone === 'string' ? timezone : null;
}

/** A plan as it is told. */
export function toldPlan(
  digest: string,
  plan: {
    readonly manifest: Manifest;
    readonly outline: Outline;
    readonly nodes: readonly PlanNode[];
    readonly makeSafe: MakeSafe['steps'];
  },
): Told<z.output<typeof Plan>> {
  const { manifest, outline, nodes } = plan;
  const idOf = (index: number): string => nodes[index]?.id ?? '';
  return {
    digest,
    procedureDigest: manifest.procedureDigest,
    runbook: manifest.runbook,
    title: manifest.title,
    environment: manifest.environment,
    sites: manifest.sites,
    timezone: timezoneOf(manifest),
    inputs: manifest.inputs,
    serverCount: manifest.serverCount,
    nodeCount: manifest.nodeCount,
    steps: outline.steps.map(({ id, kind, title, group, nodeIds, servers }) => ({
      id,
      kind,
      title,
      group: group ?? null,
      nodeIds,
      servers: servers ?? null,
    })),
    nodes: nodes.map((node) => ({
      index: node.index,
      id: node.id,
      step: node.step,
      kind: node.kind,
      title: node.title,
      feed: node.feed ?? null,
      service: node.service ?? null,
      needs: node.needs.map(idOf),
      needsAny: (node.needsAny ?? []).map((list) => list.map(idOf)),
      servers: node.servers ?? null,
      skip: node.skip ?? null,
      isJoin: node.work.type === 'join',
      work: node.work.type,
    })),
    feeds: outline.feeds.map(({ id, title, usableKw, servers, waves }) => ({
      id,
      title,
      usableKw,
      servers,
      waves,
      shares: manifest.feeds?.[id]?.shares ?? [],
    })),
    services: outline.services.map((service) => ({ ...service, node: service.node ?? null })),
    makeSafe: plan.makeSafe.map(({ id, title }) => ({ id, title })),
  };
}

/** A problem of a file, without the folder that it stands in on this machine. */
export function toldProblem(problem: Problem, folder: string): Told<z.output<typeof FileProblem>> {
  const { code, severity, line, column, message, fix } = problem;
  const file = problem.file.startsWith(folder)
    ? problem.file.slice(folder.length).replace(/^[/\\]/, '')
    : problem.file;
  return { code, severity, file, line, column, message, fix };
}
