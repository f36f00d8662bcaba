import { Fragment, type ReactElement } from 'react';
import { useLanguage, useTexts } from '../texts/texts';
import { clockTime, durationText } from './format-time';
import { useNow } from './now';

/** A moment in the reader's zone and, where its clocks differ, in the site's. */
export function When({
  at,
  zone,
}: {
  readonly at: string;
  readonly zone?: string | null;
}): ReactElement {
  const texts = useTexts();
  const { language } = useLanguage();
  const mine = clockTime(at, undefined, language);
  const theirs = zone === null || zone === undefined ? undefined : clockTime(at, zone, language);
  return (
    <time dateTime={at} className="when">
      <span className="when-mine">
        {mine.text} <span className="when-zone">{mine.offset}</span>
      </span>
      {theirs === undefined || theirs.offset === mine.offset ? null : (
        <>
          {' '}
          <span className="when-site">
            {texts.time.site(theirs.text)} <span className="when-zone">{theirs.offset}</span>
          </span>
        </>
      )}
    </time>
  );
}

/** How long ago a moment is: `for 4 min`. */
export function Since({ at }: { readonly at: string }): ReactElement {
  const texts = useTexts();
  const ms = Math.max(0, useNow() - Date.parse(at));
  return <span className="since">{texts.time.since(durationText(ms, texts))}</span>;
}

/** How long there is until a moment; said plainly once it is past. */
export function Until({ at }: { readonly at: string }): ReactElement {
  const texts = useTexts();
  const ms = Date.parse(at) - useNow();
  const text = durationText(ms, texts);
  const isClose = ms < 5 * 60_000;
  return (
    <span className={isClose ? 'until until-close' : 'until'}>
      {ms < 0 ? texts.time.late(text) : texts.time.left(text)}
    </span>
  );
}

const ISO = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A text of the run with its moments as the reader's clocks show them; word for word with `isKept`, the clocks beside. */
export function TimedText({
  text,
  zone,
  isKept = false,
}: {
  readonly text: string;
  readonly zone?: string | null;
  readonly isKept?: boolean;
}): ReactElement {
  return (
    <>
      {text.split(ISO).map((piece, i) =>
        i % 2 === 0 ? (
          piece
        ) : (
          <Fragment key={`${String(i)} ${piece}`}>
            {isKept ? `${piece} (` : null}
            <When at={piece} zone={zone ?? null} />
            {isKept ? ')' : null}
          </Fragment>
        ),
      )}
    </>
  );
}
