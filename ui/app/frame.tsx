import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { inboxQuery } from '../api/queries';
import type { Session } from '../api/types';
import { useLive } from '../live/live';
import { useTexts } from '../texts/texts';
import { clockTime } from '../time/format-time';
import { useLanguage } from '../texts/texts';
import { useAnnounce } from './announcer';
import { Settings } from './settings-menu';
import './frame.css';

/** What stands round every view: where one is, whether it is live, who one is. */
export function Frame({
  session,
  children,
}: {
  readonly session: Session;
  readonly children: ReactNode;
}): ReactElement {
  const texts = useTexts();
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    // Whoever follows a link begins at the top of the new view, a screen reader too.
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    if (!isFirst.current) scrollTo(0, 0);
    isFirst.current = false;
  }, [path]);
  return (
    <>
      <a className="skip" href="#main">
        {texts.skipToContent}
      </a>
      <header className="frame">
        <Link href="/" className="brand" aria-label={texts.product}>
          <Bolt />
          <span className="brand-name">{texts.product}</span>
        </Link>
        <Nav path={path} />
        <div className="frame-end">
          <LinkMark />
          <Settings session={session} />
        </div>
      </header>
      <StaleBanner />
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Nav({ path }: { readonly path: string }): ReactElement {
  const { nav } = useTexts();
  const { data } = useQuery(inboxQuery(false));
  const waiting = data?.questions.filter(({ isMine }) => isMine).length ?? 0;
  const links = [
    ['/', nav.inbox, path === '/' || path.startsWith('/inbox/')],
    ['/recoveries', nav.runs, path.startsWith('/recoveries')],
    ['/runbooks', nav.runbooks, path.startsWith('/runbooks')],
    ['/people', nav.people, path.startsWith('/people')],
  ] as const;
  return (
    <nav className="nav" aria-label={nav.label}>
      {links.map(([href, text, isHere]) => (
        <Link key={href} href={href} aria-current={isHere ? 'page' : undefined}>
          {text}
          {href === '/' && waiting > 0 ? (
            <span className="nav-count">
              <span aria-hidden="true">{waiting}</span>
              <span className="hidden">{nav.waiting(waiting)}</span>
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

function LinkMark(): ReactElement {
  const { link } = useLive();
  const { live } = useTexts();
  const word = {
    fresh: live.fresh,
    connecting: live.connecting,
    lost: live.lost,
    'catching-up': live.connecting,
  }[link];
  return (
    <span className={`link-mark link-${link}`}>
      <span className="link-dot" aria-hidden="true" />
      <span className="link-word">{word}</span>
    </span>
  );
}

/** Says plainly that the page is not current, and that nothing can be answered. */
function StaleBanner(): ReactElement {
  const { link, lostAt, temporal } = useLive();
  const { live } = useTexts();
  const { language } = useLanguage();
  const announce = useAnnounce();
  const before = useRef(link);
  useEffect(() => {
    if (before.current === 'catching-up' && link === 'fresh') announce(live.caughtUp);
    before.current = link;
  }, [link, announce, live]);
  const isLost = link === 'lost' || link === 'catching-up';
  return (
    <div className="banners" role="alert">
      {isLost && lostAt !== null ? (
        <p className="banner banner-bad">
          {link === 'lost'
            ? live.lostSince(clockTime(new Date(lostAt).toISOString(), undefined, language).text)
            : live.catchingUp}
        </p>
      ) : null}
      {temporal === 'down' ? <p className="banner banner-warn">{live.temporalDown}</p> : null}
    </div>
  );
}

function Bolt(): ReactElement {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="6" fill="#101a21" />
      <path d="M17.8 4 7 18.4h7.2L12.6 28 25 13h-7.6z" fill="#ffc53d" />
    </svg>
  );
}
