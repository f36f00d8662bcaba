import { durationMs } from '../duration';
import type { FeedPath, Server } from '../inventory/site-inventory';
import { feedScope, serverScope } from '../inventory/site-inventory';
import type { JsonObject } from '../json';
import type { SectionSlice, SliceInterlock, WaveSlice } from '../plan/plan';
import type { Step } from '../schema/steps';
import { DEFAULT_TIMEOUT_MS, retryPolicy } from './call-phase';
import { connectorOf, fillsOf } from './check-call';
import { at, filledWith } from './context';
import { MOST_IN_WAVE, planWaves, type PlannedWave } from './plan-waves';
import { common, feedsOf, guardsOf, join, refuseSimulate, spotOf, type Planner } from './planner';
import { sliceCall, sliceFeed, sliceServer } from './slice-parts';
import type { PlacedStep } from './step-tree';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Puts power on: one PDU section after another on each feed. */
export function emitEnergise(planner: Planner, placed: PlacedStep, step: Of<'energise'>): void {
  const own = common(planner, placed);
  refuseSimulate(planner, placed, step.drill);
  const guards = guardsOf(planner, placed);
  const feeds = new Map<string, readonly string[]>();
  for (const feed of feedsOf(planner, placed, step.feeds)) {
    const path = planner.context.site.feeds.get(feed);
    if (path === undefined) continue;
    let before = planner.flow.entryOn(placed, feed);
    for (const section of path.pdu.sections) {
      const id = `${step.id}/${feed}/${section}`;
      planner.slices.set(id, sectionSlice(planner, placed, step, path, section));
      const gate = planner.gates.get(feed)?.node;
      planner.program.add({
        ...own,
        id,
        feed,
        title: `${own.title}: ${feed} section ${section}`,
        needs: before,
        guards,
        ...(gate === undefined ? {} : { permit: gate }),
        mutex: [`feed:${feed}`],
        work: {
          type: 'phases',
          phases: [{ type: 'slice', id: 'close', slice: id, servers: 0 }],
          timeoutMs: DEFAULT_TIMEOUT_MS,
        },
      });
      before = [id];
      feeds.set(feed, [id]);
      planner.live.set(feed, id);
    }
  }
  join(planner, placed, [...feeds.values()].flat(), feeds);
}

function sectionSlice(
  planner: Planner,
  placed: PlacedStep,
  step: Of<'energise'>,
  feed: FeedPath,
  section: string,
): SectionSlice {
  const { context } = planner;
  const spot = at(spotOf(planner, placed), 'close');
  const behind = [...context.site.servers.values()].filter(
    (server) => context.site.racks.get(server.rack)?.feeds[feed.id] === section,
  );
  const scope = { feed: feedScope(feed, section) };
  return {
    type: 'section',
    feed: sliceFeed(planner, feed),
    section,
    close: step.close === 'manual' ? 'manual' : sliceCall(planner, spot, step.close, scope, 'feed'),
    settleMs: durationMs(step.settle),
    interlocks: planner.gates.get(feed.id)?.interlocks ?? [],
    servers: behind.map(sliceServer),
  };
}

/** Starts servers: waves on lanes, a lane being the feeds of a rack. */
export function emitRestore(planner: Planner, placed: PlacedStep, step: Of<'restore'>): void {
  const own = common(planner, placed);
  refuseSimulate(planner, placed, step.drill);
  const guards = guardsOf(planner, placed);
  const servers = planner.chosen.get(step.id) ?? [];
  const covered = guards.flatMap((gate) => planner.upTo.get(gate) ?? []);
  const most = Math.min(step.wave ?? MOST_IN_WAVE, ...covered);
  const planned = planWaves(servers, planner.context.site.feeds, planner.steadyKw, most);
  warnOver(planner, placed, planned.over);
  for (const part of ['start', 'ready'] as const)
    checkServers(planner, placed, part, step[part], servers);
  const last = new Map<string, string>();
  const perFeed = new Map<string, string[]>();
  const count = new Map<string, number>();
  for (const wave of planned.waves) {
    const number = (count.get(wave.lane) ?? 0) + 1;
    count.set(wave.lane, number);
    const id = `${step.id}/${wave.lane}/w${String(number)}`;
    planner.slices.set(id, waveSlice(planner, placed, step, wave));
    const previous = last.get(wave.lane);
    const [only] = wave.feeds;
    planner.program.add({
      ...own,
      id,
      ...(wave.feeds.length === 1 && only !== undefined ? { feed: only } : {}),
      title: `${own.title}: ${wave.lane} wave ${String(number)}`,
      ...(previous === undefined ? laneEntry(planner, placed, wave.feeds) : { needs: [previous] }),
      guards,
      mutex: wave.feeds.map((feed) => `feed:${feed}`),
      servers: wave.servers.length,
      liveAfter: liveAfter(planner, wave.feeds),
      work: {
        type: 'phases',
        phases: [{ type: 'slice', id: 'start', slice: id, servers: wave.servers.length }],
        timeoutMs: DEFAULT_TIMEOUT_MS,
      },
    });
    last.set(wave.lane, id);
    for (const server of wave.servers)
      planner.waveOf.set(server.id, { node: id, lane: `${step.id}/${wave.lane}` });
    planner.waves.push({
      step: step.id,
      node: id,
      feeds: wave.feeds,
      servers: wave.servers.length,
      kw: wave.kw,
    });
  }
  for (const [lane, node] of last) {
    const feeds = lane.split('+');
    for (const feed of feeds) {
      // Racks on two feeds may have started with the other one: what follows still waits for this one.
      const behind = feeds.length > 1 ? planner.flow.entryOn(placed, feed) : [];
      perFeed.set(feed, [...new Set([...(perFeed.get(feed) ?? []), node, ...behind])]);
    }
  }
  join(planner, placed, [...last.values()], perFeed);
}

/** Whether the input of a call fits every server: an address may be missing, or of another kind. */
function checkServers(
  planner: Planner,
  placed: PlacedStep,
  part: 'start' | 'ready',
  call: { readonly uses: string; readonly with: JsonObject },
  servers: readonly Server[],
): void {
  const { context } = planner;
  const connector = connectorOf(context, call.uses);
  if (connector === undefined || context.inputMode === 'placeholders') return;
  const spot = at(spotOf(planner, placed), part);
  const authored = { ...fillsOf(connector, ['server']), ...call.with };
  for (const server of servers) {
    const input = filledWith(context, at(spot, 'with'), authored, { server: serverScope(server) });
    const [problem] = connector.checkInput(input);
    if (problem === undefined) continue;
    context.findings.add(
      'WITH_INVALID',
      spot.file,
      [
        ...spot.path,
        ...(call.with[String(problem.path[0])] === undefined ? [] : ['with', ...problem.path]),
      ],
      `'with' of ${call.uses} does not fit server '${server.id}': ${problem.message}`,
      { fix: `Correct '${part}' of the step, or the server in the inventory.` },
    );
    return;
  }
}

/** A rack on two feeds starts with the first: all that lies before it on one of them is enough. */
function laneEntry(
  planner: Planner,
  placed: PlacedStep,
  feeds: readonly string[],
): { readonly needs: readonly string[]; readonly needsAny?: readonly (readonly string[])[] } {
  // A feed that nothing here makes live is never the first.
  const live = feeds.filter((feed) => planner.live.has(feed));
  const entries = (live.length === 0 ? feeds : live).map((feed) =>
    planner.flow.entryOn(placed, feed),
  );
  const [first = [], second] = entries;
  if (second === undefined) return { needs: first };
  const both = first.filter((node) => second.includes(node));
  const onlyFirst = first.filter((node) => !both.includes(node));
  const onlySecond = second.filter((node) => !both.includes(node));
  // (A1 and A2) or (B1 and B2), as an and of ors.
  const needsAny = onlyFirst.flatMap((a) => onlySecond.map((b) => [a, b]));
  return { needs: both, ...(needsAny.length === 0 ? {} : { needsAny }) };
}

function liveAfter(planner: Planner, feeds: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const feed of feeds) {
    const node = planner.live.get(feed);
    if (node !== undefined) found[feed] = node;
  }
  return found;
}

function warnOver(planner: Planner, placed: PlacedStep, over: readonly Server[]): void {
  const [first] = over;
  if (first === undefined) return;
  planner.context.findings.add(
    'POWER_OVER_CAPACITY',
    planner.context.files.runbook,
    [...placed.path, 'select'],
    `${String(over.length)} servers do not fit into the power of ${first.feeds.join(' and ')}, the first being ${first.id}`,
    { severity: 'warning' },
  );
}

function waveSlice(
  planner: Planner,
  placed: PlacedStep,
  step: Of<'restore'>,
  wave: PlannedWave,
): WaveSlice {
  const spot = spotOf(planner, placed);
  const { tolerate, ready } = step;
  const other =
    typeof tolerate.other === 'number'
      ? tolerate.other
      : shareOf(tolerate.other, wave.servers.length);
  return {
    type: 'wave',
    feeds: wave.feeds.flatMap((id) => {
      const feed = planner.context.site.feeds.get(id);
      return feed === undefined ? [] : [sliceFeed(planner, feed)];
    }),
    servers: wave.servers.map(sliceServer),
    canary: step.canary,
    start: sliceCall(planner, at(spot, 'start'), step.start, {}, 'server'),
    ready: {
      ...sliceCall(planner, at(spot, 'ready'), ready, {}, 'server'),
      everyMs: durationMs(ready.every),
      withinMs: durationMs(ready.within),
    },
    interlocks: wave.feeds.flatMap(
      (feed): readonly SliceInterlock[] => planner.gates.get(feed)?.interlocks ?? [],
    ),
    tolerate: { electrical: tolerate.electrical, oneRack: tolerate.oneRack, other },
    retry: retryPolicy(step.retry),
  };
}

function shareOf(percent: string, of: number): number {
  return Math.floor((Number(percent.replace('%', '')) / 100) * of);
}
