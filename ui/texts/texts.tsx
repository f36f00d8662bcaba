import {
  createContext,
  use,
  useEffect,
  useMemo,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';
import { readSetting, writeSetting } from '../app/settings';
import { en, type Texts } from './en';

/** Languages there are, each in its own name. */
export const LANGUAGES = { en: 'English', ko: '한국어' } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Texts>>> = {
  ko: async () => (await import('./ko')).ko,
};

interface Spoken {
  readonly texts: Texts;
  readonly language: Language;
  speak(language: Language): void;
}

const TextsContext = createContext<Spoken>({
  texts: en,
  language: 'en',
  speak: () => undefined,
});

/** Hands the texts of the reader's language to the page; English until they are there. */
export function TextsProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [loaded, setLoaded] = useState<{ language: Language; texts: Texts }>({
    language: 'en',
    texts: en,
  });
  useEffect(() => {
    document.documentElement.lang = language;
    let isMeant = true;
    const take = (texts: Texts): void => {
      if (isMeant) setLoaded({ language, texts });
    };
    if (language === 'en') take(en);
    else void LOADERS[language]().then(take, () => undefined);
    return () => {
      isMeant = false;
    };
  }, [language]);
  const spoken = useMemo(
    () => ({
      texts: loaded.texts,
      language: loaded.language,
      speak: (wanted: Language): void => {
        writeSetting('language', wanted);
        setLanguage(wanted);
      },
    }),
    [loaded],
  );
  return <TextsContext value={spoken}>{children}</TextsContext>;
}

/** The texts of the reader's language. */
export function useTexts(): Texts {
  return use(TextsContext).texts;
}

/** The reader's language, and how to change it. */
export function useLanguage(): Omit<Spoken, 'texts'> {
  return use(TextsContext);
}

function firstLanguage(): Language {
  const kept = readSetting('language');
  if (isLanguage(kept)) return kept;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find(isLanguage) ?? 'en';
}

function isLanguage(value: string | undefined): value is Language {
  return value !== undefined && Object.hasOwn(LANGUAGES, value);
}
