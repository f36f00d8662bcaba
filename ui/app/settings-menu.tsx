import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { answered, api } from '../api/client';
import type { Session } from '../api/types';
import { Sheet } from '../parts/sheet';
import { LANGUAGES, useLanguage, useTexts, type Language } from '../texts/texts';
import { chooseTheme, chosenTheme, THEMES, type Theme } from '../theme/theme';

/** Who one is, colours, language. */
export function Settings({ session }: { readonly session: Session }): ReactElement {
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button button-plain person-button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className="person-dot" aria-hidden="true">
          {session.name.slice(0, 1)}
        </span>
        <span className="person-name">{session.name}</span>
        <span className="hidden">{texts.settings.label}</span>
      </button>
      {isOpen ? (
        <Sheet title={texts.settings.label} onClose={() => setOpen(false)}>
          <SettingsBody session={session} onClose={() => setOpen(false)} />
        </Sheet>
      ) : null}
    </>
  );
}

function SettingsBody({
  session,
  onClose,
}: {
  readonly session: Session;
  readonly onClose: () => void;
}): ReactElement {
  const { settings, language: languageText, close } = useTexts();
  const { language, speak } = useLanguage();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => answered(api.DELETE('/api/v1/session', { body: {} })),
    onSuccess: () => client.resetQueries(),
  });
  const languages = Object.entries(LANGUAGES);
  return (
    <div className="sheet-body">
      <p>
        {settings.signedInAs(session.name)} <code className="soft">{session.person}</code>
      </p>
      <fieldset className="choice">
        <legend>{settings.theme}</legend>
        <div className="segments">
          {THEMES.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === theme}
              onClick={() => {
                chooseTheme(one);
                setTheme(one);
              }}
            >
              {settings.themes[one]}
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset className="choice">
        <legend>{languageText}</legend>
        <div className="segments">
          {languages.map(([code, name]) => (
            <button
              key={code}
              type="button"
              lang={code}
              aria-pressed={code === language}
              onClick={() => speak(asLanguage(code))}
            >
              {name}
            </button>
          ))}
        </div>
      </fieldset>
      <button type="button" className="button" onClick={() => leave.mutate()}>
        {settings.signOut}
      </button>
      <button type="button" className="button" onClick={onClose}>
        {close}
      </button>
    </div>
  );
}

function asLanguage(code: string): Language {
  return code === 'ko' ? 'ko' : 'en';
}
