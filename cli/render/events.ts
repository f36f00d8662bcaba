import { durationText } from '../../model/duration';
import { isJsonObject, type Json } from '../../model/json';
import type { EntryBody, LedgerEntry } from '../../model/run/entry';
import { statusPaint, statusSign, type Style } from './style';
import { plain } from './text';
import { clock, clocked } from './times';
import { nightText } from './night-events';
import { runStatus } from './run-status';

/** A ledger entry as one line for people; undefined of those that say nothing to them. */
export function eventLine(entry: LedgerEntry, style: Style): string | undefined {
  const text = eventText(entry.body, style);
  return text === undefined ? undefined : `${style.dim(clock(entry.at, style))} ${text}`;
}

function eventText(body: EntryBody, style: Style): string | undefined {
  switch (body.type) {
    case 'started':
      return `${statusSign('running', style)} started by ${body.starter}${afterText(body.after)}`;
    case 'run':
      return `${style.bold('recovery')} ${runStatus(body.status, style)}${by(body.by)}${because(body.reason)}${leftText(body.left)}`;
    case 'node':
      return nodeText(body, style);
    case 'phase':
      return phaseText(body, style);
    case 'retry':
      return `${style.yellow('~')} ${body.node} failed: ${body.error.code} ${plain(body.error.message)}; tried again in ${durationText(body.delayMs)}`;
    case 'asked':
      return `${statusSign('waiting', style)} ${body.node} waits for ${body.ask.open.map((part) => plain(part.text)).join('; ')}`;
    case 'said':
      return saidText(body, style);
    case 'reminded':
      return `${statusSign('waiting', style)} ${body.node}: reminded`;
    case 'escalated':
      return `${style.yellow('^')} ${body.node} is now asked of ${body.roles.join(', ')} too`;
    case 'expired':
      return `${statusSign('held', style)} ${body.node} was not answered in time`;
    case 'lapsed':
      return `${statusSign('held', style)} ${body.node}: signatures lapsed${because(body.reason)}`;
    // The step that made it has a line of its own.
    case 'changed':
      return undefined;
    case 'tripped':
    case 'feed-resumed':
    case 'waits':
    case 'waived':
    case 'waiver-over':
    case 'service':
    case 'added':
      return nightText(body, style);
  }
}

function phaseText(body: EntryBody & { type: 'phase' }, style: Style): string | undefined {
  const { share, undone, phase } = body;
  const node = body.service === undefined ? body.node : `service ${body.service}`;
  if (share !== undefined)
    return `${statusSign(undone === undefined ? 'running' : 'undone', style)} ${node} has ${share}% of its traffic`;
  return undone === undefined
    ? undefined
    : `${statusSign('undone', style)} ${node}: ${phase.replace(/^undo-/, '')} put back`;
}

function afterText(
  after: { readonly recovery: string; readonly reason: string } | undefined,
): string {
  return after === undefined
    ? ''
    : ` after ${after.recovery} was left open: ${plain(after.reason)}`;
}

function leftText(left: readonly string[] | undefined): string {
  return left === undefined ? '' : `; left: ${left.map(plain).join('; ')}`;
}

function nodeText(body: EntryBody & { type: 'node' }, style: Style): string | undefined {
  // Waiting is told by the question itself.
  if (body.status === 'pending' || body.status === 'waiting') return undefined;
  const why =
    body.error === undefined
      ? because(body.reason)
      : `: ${body.error.code} ${plain(body.error.message)}`;
  const under =
    body.status !== 'done' || body.waivers === undefined
      ? ''
      : style.yellow(` (waived: ${clocked(body.waivers.join('; '), style)})`);
  return `${statusSign(body.status, style)} ${body.node} ${statusPaint(body.status, style)(body.status)}${why}${under}`;
}

function saidText(body: EntryBody & { type: 'said' }, style: Style): string {
  const { person, role, act, step, answer, reason } = body.signed.statement;
  const who = `${person} (${role}${body.simulated ? ', simulated' : ''})`;
  const what = `${act} ${step}`.trimEnd() + (act === 'reading' ? readingText(answer) : '');
  return `${style.green('"')} ${who}: ${what}${because(reason)}`;
}

/** What was read, so that everyone sees why it may not be enough. */
function readingText(answer: Json): string {
  if (!isJsonObject(answer)) return '';
  const { id, value } = answer;
  return ` ${plain(`${typeof id === 'string' ? id : '?'} = ${JSON.stringify(value)}`)}`;
}

function by(person: string | undefined): string {
  return person === undefined ? '' : ` by ${person}`;
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${plain(reason)}`;
}
