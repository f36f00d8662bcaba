import type { EntryBody } from '../../model/run/entry';
import { statusSign, type Style } from './style';
import { plain } from './text';
import { clock } from './times';

/** Entries that only a bad night brings. */
export type NightBody = Extract<
  EntryBody,
  {
    type: 'tripped' | 'feed-resumed' | 'waits' | 'waived' | 'waiver-over' | 'service' | 'added';
  }
>;

/** What such an entry says, without its time. */
export function nightText(body: NightBody, style: Style): string {
  switch (body.type) {
    case 'tripped':
      return trippedText(body, style);
    case 'feed-resumed':
      return `${statusSign('running', style)} ${body.feed} resumed by ${body.by}; cause: ${plain(body.cause)}`;
    case 'waits':
      return `${style.yellow('~')} ${body.node} waits for a safe reading, since ${body.feed} tripped`;
    case 'waived': {
      const what = `${body.interlock} of ${body.feed}`;
      const who = body.by.map((one) => `${one.person} (${one.role})`).join(', ');
      return body.until === null
        ? `${style.yellow('^')} waiver of ${what} asked for by ${who}; a second person must sign`
        : `${style.yellow('^')} ${what} is waived until ${clock(body.until, style)} by ${who}`;
    }
    case 'waiver-over':
      return `${style.yellow('^')} ${body.interlock} of ${body.feed} counts again: its waiver is over`;
    case 'service':
      return body.health === 'fallen'
        ? `${statusSign('held', style)} service ${style.red(`${body.service} has fallen`)}; ramps that need it wait`
        : `${statusSign('done', style)} service ${body.service} is back`;
    case 'added':
      return addedText(body, style);
  }
}

function trippedText(body: Extract<NightBody, { type: 'tripped' }>, style: Style): string {
  const waits = body.waits.map(({ feed }) => feed);
  const shared =
    waits.length === 0
      ? ''
      : `; ${waits.join(', ')} ${waits.length === 1 ? 'waits' : 'wait'} for later readings`;
  return `${statusSign('held', style)} ${style.red(`${body.feed} tripped`)} (${body.interlock}): ${plain(body.reason)}${shared}`;
}

function addedText(body: Extract<NightBody, { type: 'added' }>, style: Style): string {
  const count = body.nodes.length;
  if (count === 0) return `${statusSign('done', style)} ${body.why}: nothing to do`;
  const name = body.nodes[0]?.id.split('/')[0] ?? body.why;
  const sign = body.why === 'undo' ? statusSign('undone', style) : statusSign('held', style);
  return `${sign} ${name} begins: ${count} ${count === 1 ? 'step' : 'steps'}, first ${plain(body.nodes[0]?.title ?? '')}`;
}
