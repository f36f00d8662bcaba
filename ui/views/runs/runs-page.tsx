import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { answered, api } from '../../api/client';
import { KEYS } from '../../api/keys';
import type { RecoveryRow } from '../../api/types';
import { PageTitle } from '../../app/page-title';
import { readSetting, writeSetting } from '../../app/settings';
import { ModeTag } from '../../parts/mode';
import { ProblemNote } from '../../parts/problem-note';
import { RunMark } from '../../parts/status';
import { useTexts } from '../../texts/texts';
import { durationText } from '../../time/format-time';
import { Since, When } from '../../time/times';
import './runs.css';

/** Every recovery, the newest first. */
export default function RunsPage(): ReactElement {
  const { runs, loading } = useTexts();
  const [isOpen, setOpen] = useState(() => readSetting('runs') === 'open');
  const query = useInfiniteQuery({
    queryKey: [...KEYS.recoveries, isOpen],
    initialPageParam: undefined,
    queryFn: ({ pageParam }: { pageParam: string | undefined }) =>
      answered(
        api.GET('/api/v1/recoveries', {
          params: {
            query: {
              open: isOpen ? 'true' : 'false',
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const choose = (open: boolean): void => {
    writeSetting('runs', open ? 'open' : 'all');
    setOpen(open);
  };
  const rows = query.data?.pages.flatMap(({ recoveries }) => recoveries) ?? [];
  return (
    <div className="page">
      <PageTitle title={runs.title} />
      <div className="page-head">
        <h1>{runs.title}</h1>
        <div className="segments" role="group" aria-label={runs.filter}>
          <button type="button" aria-pressed={!isOpen} onClick={() => choose(false)}>
            {runs.all}
          </button>
          <button type="button" aria-pressed={isOpen} onClick={() => choose(true)}>
            {runs.open}
          </button>
        </div>
      </div>
      {query.error === null ? null : <ProblemNote error={query.error} />}
      {query.isPending ? <p className="soft">{loading}</p> : null}
      {query.data !== undefined && rows.length === 0 ? (
        <div className="empty">
          <p>{isOpen ? runs.emptyOpen : runs.empty}</p>
          <Link href="/runbooks" className="button">
            {runs.startOne}
          </Link>
        </div>
      ) : null}
      <ul className="runs">
        {rows.map((row) => (
          <li key={row.id}>
            <RunRow row={row} />
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <button
          type="button"
          className="button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {runs.more}
        </button>
      ) : null}
    </div>
  );
}

function RunRow({ row }: { readonly row: RecoveryRow }): ReactElement {
  const texts = useTexts();
  const { runs, mode: words } = texts;
  const { id, mode, title, status, startedAt, endedAt, sites, starter, simulated, speed } = row;
  return (
    <Link href={`/recoveries/${encodeURIComponent(id)}`} className="run">
      <span className="run-mode">
        <ModeTag mode={mode} />
      </span>
      <span className="run-title">
        <strong>{title}</strong>
        <span className="small soft break">
          {[
            id,
            sites.join(', '),
            starter,
            ...(simulated ? [words.simulated] : []),
            ...(speed === 1 ? [] : [words.speed(speed)]),
          ].join(' · ')}
        </span>
      </span>
      <RunMark status={status} />
      <span className="small soft run-times">
        <When at={startedAt} />
        <br />
        {endedAt === null ? (
          <Since at={startedAt} />
        ) : (
          `${runs.took} ${durationText(Date.parse(endedAt) - Date.parse(startedAt), texts)}`
        )}
      </span>
    </Link>
  );
}
