import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { answered, api } from '../api/client';
import { KEYS } from '../api/keys';
import type { components } from '../api/schema';
import type { Act } from '../api/types';
import type { Json } from './json';

/** A statement before it is signed. */
export interface Draft {
  readonly recovery: string;
  readonly act: Exclude<Act, 'start'>;
  /** Empty for the whole recovery. */
  readonly step: string;
  /** As the act takes it; null where it takes nothing. */
  readonly answer: Json;
  readonly reason: string;
  readonly role?: string | undefined;
  /** Digest of the question that the person saw. */
  readonly shown?: string | undefined;
}

export type Receipt = components['schemas']['Receipt'];

/**
 * Sends statements. The same draft sent again carries the same key, so that it counts once however often it is sent;
 * a draft that was changed is another statement.
 */
export function useSay(): UseMutationResult<Receipt, Error, Draft> {
  const client = useQueryClient();
  const last = useRef({ content: '', key: '' });
  return useMutation({
    mutationFn: (draft: Draft) => {
      const content = JSON.stringify(draft);
      if (last.current.content !== content) last.current = { content, key: freshKey() };
      return send(draft, last.current.key);
    },
    onSettled: async (_receipt, _error, { recovery }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: KEYS.inbox }),
        client.invalidateQueries({ queryKey: KEYS.recovery(recovery) }),
      ]);
    },
  });
}

function send(draft: Draft, key: string): Promise<Receipt> {
  const { recovery, act, step, answer, reason, role, shown } = draft;
  return answered(
    api.POST('/api/v1/recoveries/{id}/statements', {
      params: { path: { id: recovery }, header: { 'Idempotency-Key': key } },
      body: {
        act,
        step,
        answer,
        reason,
        ...(role === undefined ? {} : { role }),
        ...(shown === undefined ? {} : { shown }),
      },
    }),
  );
}

/** 16 random bytes in hex. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
