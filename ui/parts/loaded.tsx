import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTexts } from '../texts/texts';
import { ProblemNote } from './problem-note';

/** What was read, or that it is being read, or why it could not be. What was read before stays while it fails. */
export function Loaded<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}): ReactElement {
  const texts = useTexts();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null) return <ProblemNote error={query.error} />;
  return (
    <p className="soft" role="status">
      {texts.loading}
    </p>
  );
}
