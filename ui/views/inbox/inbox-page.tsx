import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { inboxQuery } from '../../api/queries';
import type { Question } from '../../api/types';
import { useAnnounce } from '../../app/announcer';
import { PageTitle } from '../../app/page-title';
import { readSetting, writeSetting } from '../../app/settings';
import { Loaded } from '../../parts/loaded';
import { useTexts } from '../../texts/texts';
import { QuestionCard } from './question-card';
import { QuestionView } from './question-view';
import './inbox.css';

interface InboxProps {
  readonly recovery?: string | undefined;
  readonly node?: string | undefined;
}

/** What waits for me: the list and, beside it or on its own, one question. */
export function InboxPage({ recovery, node }: InboxProps): ReactElement {
  const { inbox } = useTexts();
  const [isAll, setAll] = useState(() => readSetting('inbox') === 'all');
  const query = useQuery(inboxQuery(isAll));
  useArrivals(query.data?.questions);
  const isOpen = recovery !== undefined;
  const choose = (all: boolean): void => {
    writeSetting('inbox', all ? 'all' : 'mine');
    setAll(all);
  };
  return (
    <div className={isOpen ? 'inbox inbox-one' : 'inbox'}>
      <section className="inbox-list" aria-labelledby="inbox-title">
        <div className="page-head">
          {isOpen ? (
            <h2 id="inbox-title" className="inbox-title">
              {inbox.title}
            </h2>
          ) : (
            <h1 id="inbox-title">{inbox.title}</h1>
          )}
          <div className="segments" role="group" aria-label={inbox.filter}>
            <button type="button" aria-pressed={!isAll} onClick={() => choose(false)}>
              {inbox.mine}
            </button>
            <button type="button" aria-pressed={isAll} onClick={() => choose(true)}>
              {inbox.everyone}
            </button>
          </div>
        </div>
        <Loaded query={query}>
          {({ questions }) =>
            questions.length === 0 ? (
              <Empty text={isAll ? inbox.emptyAll : inbox.empty} />
            ) : (
              <ul className="cards">
                {questions.map((one) => (
                  <li key={idOf(one)}>
                    <QuestionCard
                      question={one}
                      isOpen={one.recovery === recovery && one.node === node}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      {query.data === undefined ? null : (
        <Opened questions={query.data.questions} recovery={recovery} node={node} />
      )}
    </div>
  );
}

/** The question that was opened; on a wide screen the first of the list where none was. */
function Opened({
  questions,
  recovery,
  node,
}: InboxProps & { readonly questions: readonly Question[] }): ReactElement {
  const { inbox, back } = useTexts();
  const everyone = useQuery({ ...inboxQuery(true), enabled: recovery !== undefined });
  const all = [...questions, ...(everyone.data?.questions ?? [])];
  const found =
    recovery === undefined
      ? questions[0]
      : all.find((one) => one.recovery === recovery && one.node === node);
  return (
    <div className="inbox-open">
      <PageTitle
        title={recovery === undefined ? inbox.title : (found?.title ?? inbox.title)}
        {...(recovery === undefined || found === undefined ? {} : { mode: found.mode })}
      />
      {recovery === undefined ? null : (
        <Link href="/" className="button button-plain inbox-back">
          ← {back}
        </Link>
      )}
      {found !== undefined ? (
        <QuestionView key={idOf(found)} question={found} isAlone={recovery !== undefined} />
      ) : recovery === undefined || everyone.isPending ? null : (
        <div className="note" role="status">
          <strong>{inbox.gone}</strong>
          <p>{inbox.goneWhy}</p>
          <Link href={`/recoveries/${encodeURIComponent(recovery)}`}>{inbox.openRecovery}</Link>
        </div>
      )}
    </div>
  );
}

function Empty({ text }: { readonly text: string }): ReactElement {
  const { inbox } = useTexts();
  return (
    <div className="empty">
      <strong>{text}</strong>
      <p className="soft">{inbox.emptyWhy}</p>
    </div>
  );
}

/** Reads out what arrives while the page is open. */
function useArrivals(questions: readonly Question[] | undefined): void {
  const announce = useAnnounce();
  const { inbox } = useTexts();
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    if (questions === undefined) return;
    const now = new Set(questions.map(idOf));
    const fresh = questions.filter((one) => one.isMine && known.current?.has(idOf(one)) === false);
    known.current = now;
    const [first] = fresh;
    if (first !== undefined) announce(inbox.arrived(first.title));
  }, [questions, announce, inbox]);
}

function idOf({ recovery, node, attempt }: Question): string {
  return `${recovery} ${node} ${attempt}`;
}
