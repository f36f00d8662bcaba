import { durationText } from '../../model/duration';
import type { Manifest, Outline, OutlineFeed, OutlineStep } from '../../model/plan/plan';
import { section } from './show';
import type { Style } from './style';
import { table } from './table';
import { cut, plain, wrap } from './text';

/** What `plan` shows of a plan. */
export interface PlanSheet {
  readonly digest: string;
  readonly manifest: Manifest;
  readonly outline: Outline;
}

/** A plan for people: steps, waves of each feed, services in the order planned, digests. */
export function planLines(sheet: PlanSheet, style: Style): readonly string[] {
  const { manifest, outline, digest } = sheet;
  const inputs = Object.entries(manifest.inputs).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [
    style.bold(cut(plain(manifest.title), style.width)),
    ...wrap(
      `${manifest.runbook} · ${manifest.sites.join(', ')} (${manifest.environment}) · ${manifest.serverCount} servers · ${manifest.services.length} services`,
      style.width,
    ),
    ...(inputs.length === 0 ? [] : wrap(`inputs ${plain(inputs.join(', '))}`, style.width, '  ')),
    ...section('STEPS', stepTree(outline.steps, style), style),
    ...section('WAVES BY FEED', waveLines(outline.feeds, style), style),
    ...section('SERVICES IN ORDER', serviceOrder(outline, style), style),
    ...section('PLAN DIGEST', [`  ${digest}`], style),
    ...section('PROCEDURE DIGEST', [`  ${manifest.procedureDigest}`], style),
  ];
}

function stepTree(steps: readonly OutlineStep[], style: Style): readonly string[] {
  const depth = (step: OutlineStep): number => {
    const group = steps.find((one) => one.id === step.group);
    return group === undefined ? 0 : 1 + depth(group);
  };
  const rows = steps.map((step) => [
    `${'  '.repeat(depth(step))}${style.bold(step.id)}`,
    step.kind,
    [partsText(step), step.title === step.id ? '' : plain(step.title)]
      .filter((text) => text !== '')
      .join(' · '),
  ]);
  return table([{}, {}, { isFlexible: true, wraps: true }], rows, style.width, '  ');
}

/** The last node of a step in parts only joins them. */
function partsText(step: OutlineStep): string {
  const parts = step.kind === 'group' ? 0 : step.nodeIds.length - 1;
  return [
    ...(parts > 1 ? [`${parts} parts`] : []),
    ...(step.servers === undefined ? [] : [`${step.servers} servers`]),
  ].join(', ');
}

function waveLines(feeds: readonly OutlineFeed[], style: Style): readonly string[] {
  const rows = feeds.map((feed) => [
    style.bold(feed.id),
    `${kw(feed.usableKw)} kW`,
    String(feed.servers),
    feed.waves.map((wave) => `${wave.servers} (${kw(wave.kw)} kW)`).join(' → '),
  ]);
  if (rows.length === 0) return [];
  return table(
    [
      { title: 'FEED' },
      { title: 'USABLE', align: 'right' },
      { title: 'SERVERS', align: 'right' },
      { title: 'WAVES', isFlexible: true, wraps: true },
    ],
    rows,
    style.width,
    '  ',
  );
}

function kw(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function serviceOrder(outline: Outline, style: Style): readonly string[] {
  const rows = outline.services.map((service, i) => [
    String(i + 1),
    style.bold(service.id),
    String(service.tier),
    durationText(service.rtoMs),
    String(service.servers),
    service.node === undefined ? 'not enabled here' : service.needs.join(', '),
  ]);
  if (rows.length === 0) return [];
  return table(
    [
      { title: '#', align: 'right' },
      { title: 'SERVICE' },
      { title: 'TIER', align: 'right' },
      { title: 'RTO', align: 'right' },
      { title: 'SERVERS', align: 'right' },
      { title: 'NEEDS', isFlexible: true, wraps: true },
    ],
    rows,
    style.width,
    '  ',
  );
}
