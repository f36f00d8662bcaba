import { isIP, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { OperationError, type ErrorCode } from '../../model/errors';
import { parseAddress } from './address';
import { deadline, type Deadline } from './deadline';
import type { HostResolver } from './host-resolver';
import { openSocket } from './open-socket';
import type { AddressGuard, Ports } from './ports';
import { asError, systemCodeOf } from './transport-error';

const TIMEOUT_MS = 20_000;

type Mail = Parameters<Ports['mail']['send']>[0];
type Sent = Awaited<ReturnType<Ports['mail']['send']>>;

/** Mail by SMTP, over servers that the guard lets pass; tries once. */
export function mailPort(resolver: HostResolver, guard: AddressGuard): Ports['mail'] {
  return {
    async send(mail, signal) {
      const { href, scheme, host, port } = parseAddress(mail.server, ['smtp:', 'smtps:']);
      guard.check(href);
      const limit = deadline(signal, mail.server, TIMEOUT_MS);
      try {
        const tls = scheme === 'smtps:';
        const socket = await openSocket(resolver, { host, port, tls }, limit.signal).catch(
          (error: unknown) => {
            throw limit.explain('connecting', error);
          },
        );
        return await deliver(mail, { socket, host, secured: tls }, limit);
      } finally {
        limit.close();
      }
    },
  };
}

async function deliver(
  mail: Mail,
  { socket, host, secured }: { socket: Socket; host: string; secured: boolean },
  limit: Deadline,
): Promise<Sent> {
  const transport = createTransport({
    host,
    connection: socket,
    secured,
    // A password never goes over a line that anybody can read.
    requireTLS: mail.user !== undefined && !secured,
    ...(isIP(host) === 0 ? { tls: { servername: host } } : {}),
    ...(mail.user === undefined ? {} : { auth: { user: mail.user, pass: mail.password ?? '' } }),
  });
  // Ends the conversation at once; nodemailer itself cannot be interrupted.
  const onAbort = () => socket.destroy();
  limit.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const sent = await transport.sendMail({
      from: mail.from,
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      messageId: mail.messageId,
      // Texts are data: nothing in them names a file or URL to be attached.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    // Its reader looks at the first digit alone.
    if (!/^2\d\d/.test(sent.response))
      throw new OperationError('ANSWER_MALFORMED', `${mail.server} answered '${sent.response}'`);
    return { accepted: sent.accepted.map(addressOf), rejected: sent.rejected.map(addressOf) };
  } catch (error) {
    throw limit.signal.aborted
      ? limit.explain('connected', error)
      : smtpError(mail.server, limit, error);
  } finally {
    limit.signal.removeEventListener('abort', onAbort);
    transport.close();
    socket.destroy();
  }
}

function addressOf(address: string | { readonly address: string }): string {
  return typeof address === 'string' ? address : address.address;
}

/** By the class of the SMTP answer: 4xx may pass, 5xx will not. */
function smtpError(server: string, limit: Deadline, error: unknown): Error {
  const thrown = asError(error);
  const code = systemCodeOf(thrown);
  const answer = 'responseCode' in thrown ? Number(thrown.responseCode) : 0;
  const known = smtpCode(code, answer);
  if (known === undefined) return limit.explain('connected', error);
  return new OperationError(known, `${server}: ${thrown.message}`, { cause: error });
}

function smtpCode(code: string, answer: number): ErrorCode | undefined {
  if (code === 'EAUTH') return 'TARGET_DENIED';
  if (code === 'ETLS') return 'TARGET_CERTIFICATE_WRONG';
  if (answer >= 500) return 'TARGET_REFUSED';
  if (answer >= 400) return 'TARGET_BUSY';
  return code === 'EENVELOPE' || code === 'EMESSAGE' ? 'TARGET_REFUSED' : undefined;
}
