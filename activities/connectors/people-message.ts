import { z } from 'zod';
import type { ConnectorCall, TargetRef } from '../define-connector';

/** Inputs that every connector to people takes. */
export const messageInput = {
  channel: z.string().describe('Channel of the inventory; it says where the message goes.'),
  message: z.string().min(1).describe('What to say.'),
  subject: z
    .string()
    .min(1)
    .optional()
    .describe('Headline; by default the first line of the message.'),
};

interface MessageInput {
  readonly channel: string;
  readonly message: string;
  readonly subject?: string | undefined;
}

const SUBJECT_CHARACTERS = 120;

/** Subject and text as people get them. The wrapper around all connectors has marked those of a drill. */
export function forPeople(call: Pick<ConnectorCall<MessageInput>, 'input'>): {
  readonly subject: string;
  readonly text: string;
} {
  const { message, subject } = call.input;
  const headline = (subject ?? message.trimStart().split(/[\r\n]/, 1)[0] ?? '').replaceAll(
    /\s+/g,
    ' ',
  );
  return { subject: headline.slice(0, SUBJECT_CHARACTERS), text: message };
}

export function channelTarget({ channel }: MessageInput): readonly TargetRef[] {
  return [{ kind: 'channel', id: channel }];
}
