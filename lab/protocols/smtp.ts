import type { JsonObject } from '../../model/json';
import type { LineReply, LineSession } from './line-server';

const MOST_SIZE = 1024 * 1024;

interface Envelope {
  from: string;
  to: string[];
}

/** An SMTP server that takes every mail and writes it down instead of passing it on. */
export function smtpSession(write: (mail: JsonObject) => void): LineSession {
  let envelope: Envelope = { from: '', to: [] };
  let data: string[] | undefined;
  /** Lines of a login that are still to come. */
  let credentials = 0;
  const command = (text: string): LineReply => {
    const verb = (/^[A-Za-z]+/.exec(text)?.[0] ?? '').toUpperCase();
    const address = /<([^>]*)>/.exec(text)?.[1];
    switch (verb) {
      case 'EHLO':
        return say(
          '250-lab.example',
          `250-SIZE ${MOST_SIZE}`,
          '250-8BITMIME',
          '250-SMTPUTF8',
          '250 AUTH PLAIN LOGIN',
        );
      case 'HELO':
        return say('250 lab.example');
      case 'AUTH':
        credentials = wantedAfter(text);
        return say(credentials === 0 ? '235 2.7.0 Accepted' : '334 ');
      case 'MAIL':
        if (address === undefined) return say('501 5.5.4 Syntax: MAIL FROM:<address>');
        envelope = { from: address, to: [] };
        return say('250 2.1.0 Ok');
      case 'RCPT':
        if (address === undefined || address === '')
          return say('501 5.5.4 Syntax: RCPT TO:<address>');
        envelope.to.push(address);
        return say('250 2.1.5 Ok');
      case 'DATA':
        if (envelope.to.length === 0) return say('503 5.5.1 RCPT first');
        data = [];
        return say('354 End data with <CR><LF>.<CR><LF>');
      case 'RSET':
        envelope = { from: '', to: [] };
        return say('250 2.0.0 Ok');
      case 'NOOP':
        return say('250 2.0.0 Ok');
      case 'QUIT':
        return { ...say('221 2.0.0 Bye'), end: true };
      default:
        return say('502 5.5.2 Command not recognised');
    }
  };
  return {
    greeting: '220 lab.example ESMTP\r\n',
    line: (text) => {
      if (data !== undefined) {
        if (text !== '.') {
          // A line that begins with a point was sent with two.
          data.push(text.startsWith('.') ? text.slice(1) : text);
          return {};
        }
        write({ ...envelope, ...readMessage(data) });
        data = undefined;
        envelope = { from: '', to: [] };
        return say('250 2.0.0 Ok: written down');
      }
      if (credentials > 0) {
        credentials -= 1;
        return say(credentials === 0 ? '235 2.7.0 Accepted' : '334 ');
      }
      return command(text);
    },
  };
}

/** How many lines a client sends after its AUTH: any user and password are good. */
function wantedAfter(text: string): number {
  const [, mechanism = '', initial] = text.trim().split(/\s+/);
  return (mechanism.toUpperCase() === 'LOGIN' ? 2 : 1) - (initial === undefined ? 0 : 1);
}

/** Headers (lower-case names, folded lines joined) and body of a message. */
function readMessage(lines: readonly string[]): { headers: Record<string, string>; body: string } {
  const end = lines.indexOf('');
  const head = (end < 0 ? lines : lines.slice(0, end)).join('\n').replace(/\n[ \t]+/g, ' ');
  const headers: Record<string, string> = {};
  for (const line of head.split('\n')) {
    const at = line.indexOf(':');
    if (at > 0) headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  return { headers, body: end < 0 ? '' : lines.slice(end + 1).join('\n') };
}

function say(...lines: readonly string[]): LineReply {
  return { send: lines.map((line) => `${line}\r\n`).join('') };
}
