import type { RecoveryView, ServiceView } from '../../model/view/recovery-view';
import { isNarrow, serviceSign, statusPaint, type Style } from './style';
import { table } from './table';
import { plain, widthOf } from './text';
import { secondsBetween, spanText } from './times';

/** Every service: when it was enabled after the loss, and whether its objective was met. */
export function serviceTable(view: RecoveryView, now: number, style: Style): readonly string[] {
  const rows = byTier(view.services).map((service) => [
    `${service.fallen ? style.red('!') : serviceSign(service.status, style)} ${plain(service.title)}`,
    String(service.tier),
    statusText(service, style),
    service.recoverySeconds === null ? '' : spanText(service.recoverySeconds),
    spanText(service.rto),
    objectiveText(service, view, now, style),
  ]);
  return table(
    [
      { title: 'SERVICE', isFlexible: true },
      { title: 'TIER', align: 'right', drop: 2 },
      { title: 'STATUS' },
      { title: 'AFTER', align: 'right', drop: 3 },
      { title: 'RTO', align: 'right', drop: 1 },
      { title: 'OBJECTIVE' },
    ],
    rows,
    style.width,
    '  ',
  );
}

/** Services by tier, several on a line. */
export function serviceTiers(view: RecoveryView, style: Style): readonly string[] {
  return tiersOf(view).flatMap(([tier, services]) =>
    flowLines(
      `  tier ${tier} `,
      services.map((service) => shortText(service, style)),
      style.width,
    ),
  );
}

/** How many services of each tier are enabled, in one line. */
export function serviceCount(view: RecoveryView): string {
  const parts = tiersOf(view).map(([tier, services]) => {
    const enabled = services.filter((one) => one.status === 'enabled').length;
    return `tier ${tier} ${enabled}/${services.length}`;
  });
  return `  ${parts.join(', ')}`;
}

function byTier(services: readonly ServiceView[]): readonly ServiceView[] {
  return [...services].sort((a, b) => a.tier - b.tier);
}

function tiersOf(view: RecoveryView): readonly (readonly [number, readonly ServiceView[]])[] {
  const tiers = new Map<number, ServiceView[]>();
  for (const service of byTier(view.services)) {
    const list = tiers.get(service.tier);
    if (list === undefined) tiers.set(service.tier, [service]);
    else list.push(service);
  }
  return [...tiers];
}

function shortText(service: ServiceView, style: Style): string {
  if (service.fallen) return style.red(`! ${service.id} fallen`);
  const isPartly = service.share > 0 && service.status !== 'enabled';
  const share = isPartly ? ` ${service.share}%` : '';
  const missed = service.met === false ? ' late' : '';
  return `${serviceSign(service.status, style)} ${statusPaint(service.status, style)(service.id)}${style.cyan(share)}${style.red(missed)}`;
}

function flowLines(head: string, items: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = head;
  for (const item of items) {
    const longer = `${line} ${item}`;
    if (line !== head && widthOf(longer) + 1 > width) {
      lines.push(line);
      line = `${' '.repeat(head.length)} ${item}`;
    } else line = line === head ? longer : `${line}  ${item}`;
  }
  return [...lines, line];
}

function statusText(service: ServiceView, style: Style): string {
  if (service.fallen) return style.red('fallen');
  const isPartly = service.share > 0 && service.status !== 'enabled';
  const text = isPartly ? `${service.status} ${service.share}%` : service.status;
  return statusPaint(service.status, style)(text);
}

function objectiveText(
  service: ServiceView,
  view: RecoveryView,
  now: number,
  style: Style,
): string {
  if (service.met === true) return style.green('met');
  if (service.status === 'skipped') return '';
  const since = secondsBetween(view.lostAt, view.endedAt ?? now) * view.speed;
  const late = (service.recoverySeconds ?? since) - service.rto;
  const [missed, due] = isNarrow(style) ? ['late', 'due'] : ['missed by', 'due in'];
  if (service.met === false || late > 0) return style.red(`${missed} ${spanText(late)}`);
  return view.endedAt === null ? `${due} ${spanText(-late)}` : '';
}
