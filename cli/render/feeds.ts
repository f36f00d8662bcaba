import type { FeedView, RecoveryView } from '../../model/view/recovery-view';
import { bar, isNarrow, statusSign, type Style } from './style';
import { table } from './table';

const BAR_WIDTH = 20;
const NARROW_BAR = 6;

/** Servers up on each feed, as bars, with a sign for each wave. */
export function feedLines(view: RecoveryView, style: Style): readonly string[] {
  const rows = withServers(view).map((feed) => [
    feed.id,
    bar(shareUp(feed), isNarrow(style) ? NARROW_BAR : BAR_WIDTH, style),
    `${feed.servers.up}/${feed.servers.total}`,
    feed.waves.map((wave) => statusSign(wave.status, style)).join(''),
    troubleOf(feed, style),
  ]);
  const columns = [{}, { drop: 2 }, { align: 'right' }, { drop: 1 }, { isFlexible: true }] as const;
  return table(columns, rows, style.width, '  ');
}

/** Servers up on all feeds, in one line; a server on two feeds counts on each. */
export function feedCount(view: RecoveryView, style: Style): string {
  const parts = withServers(view).map(
    ({ id, servers, status }) =>
      `${id} ${servers.up}/${servers.total}${status === 'ok' ? '' : style.red(' tripped')}`,
  );
  const trouble = withServers(view).some(({ servers }) => servers.failed + servers.slow > 0);
  return `  ${parts.join(', ')}${trouble ? style.red(' (some failed or slow)') : ''}`;
}

function withServers(view: RecoveryView): readonly FeedView[] {
  return view.feeds.filter((feed) => feed.servers.total > 0 || feed.status === 'tripped');
}

function shareUp({ servers }: FeedView): number {
  return servers.total === 0 ? 0 : servers.up / servers.total;
}

function troubleOf({ servers, status }: FeedView, style: Style): string {
  return [
    ...(status === 'ok' ? [] : [style.red('tripped')]),
    ...(servers.failed === 0 ? [] : [style.red(`${servers.failed} failed`)]),
    ...(servers.slow === 0 ? [] : [style.yellow(`${servers.slow} slow`)]),
  ].join(', ');
}
