import { useEffect } from 'react';
import type { Mode } from '../api/types';
import { useTexts } from '../texts/texts';

/** Title of the document: DRILL or LIVE comes first where a recovery is shown. */
export function PageTitle({ title, mode }: { readonly title: string; readonly mode?: Mode }): null {
  const { product, mode: words } = useTexts();
  useEffect(() => {
    const word = mode === undefined ? [] : [words[mode]];
    document.title = [...word, title, product].join(' · ');
  }, [title, mode, product, words]);
  return null;
}
