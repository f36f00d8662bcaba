/** Keys of everything that is kept; what a live event touches is named here alone. */
export const KEYS = {
  session: ['session'],
  inbox: ['inbox'],
  recoveries: ['recoveries'],
  recovery: (id: string) => ['recovery', id] as const,
  next: (id: string) => ['recovery', id, 'next'] as const,
  statements: (id: string) => ['recovery', id, 'statements'] as const,
  attempts: (id: string) => ['recovery', id, 'attempts'] as const,
} as const;
