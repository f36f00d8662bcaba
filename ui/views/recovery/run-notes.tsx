import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Recovery } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { Until, When } from '../../time/times';

/** What everybody on the page must know first: notices, waivers in force, what could not be made safe. */
export function Alerts({ view }: { readonly view: Recovery }): ReactElement {
  const { recovery } = useTexts();
  const { notices, left, after, waivers } = view;
  return (
    <>
      {notices.map(({ code, text }) => (
        <p key={code} className="note note-warn">
          {text}
        </p>
      ))}
      {left.length === 0 ? null : (
        <div className="note note-bad">
          <strong>{recovery.left}</strong>
          <ul>
            {left.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
      {after === null ? null : (
        <p className="note">
          {recovery.after}:{' '}
          <Link href={`/recoveries/${encodeURIComponent(after.recovery)}`}>{after.recovery}</Link> ·{' '}
          {after.reason}
        </p>
      )}
      {waivers.map(({ node, feed, interlock, status, until, by }) => (
        <p key={`${node} ${feed} ${interlock}`} className="note note-warn">
          <strong>
            {recovery.waivers}: {interlock} · {feed}
          </strong>{' '}
          {status === 'active' ? recovery.waiverActive : recovery.waiverAsked}
          {until === null ? null : (
            <>
              {' '}
              · <Until at={until} />
            </>
          )}{' '}
          · {by.map(({ person, role }) => `${person} (${role})`).join(', ')}
        </p>
      ))}
    </>
  );
}

/** What people wrote down. */
export function Notes({
  notes,
  zone,
}: {
  readonly notes: Recovery['notes'];
  readonly zone: string | null;
}): ReactElement {
  return (
    <ol className="notes">
      {notes.toReversed().map(({ at, person, step, text }) => (
        <li key={`${at} ${person} ${text}`}>
          <p className="break">{text}</p>
          <p className="small soft">
            {person}
            {step === null ? '' : ` · ${step}`} · <When at={at} zone={zone} />
          </p>
        </li>
      ))}
    </ol>
  );
}
