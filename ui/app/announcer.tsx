import { createContext, use, useState, type ReactElement, type ReactNode } from 'react';

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** A live region: what is announced is read out, and shown for a while at the foot of the page. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [text, setText] = useState('');
  return (
    <AnnounceContext value={setText}>
      {children}
      <div className="announcer" role="status" aria-live="polite">
        {text === '' ? null : (
          <p key={text} className="announcement" onAnimationEnd={() => setText('')}>
            {text}
          </p>
        )}
      </div>
    </AnnounceContext>
  );
}

/** Announces something that happened. */
export function useAnnounce(): (text: string) => void {
  return use(AnnounceContext);
}
