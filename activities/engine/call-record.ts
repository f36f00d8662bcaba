import type { JsonObject } from '../../model/json';
import type { HttpAnswer, HttpRequest, LineConnection, Ports } from '../ports/ports';

/** One call as it went, for whoever keeps a log of calls. */
export interface CallRecord {
  readonly phase: string;
  readonly item?: string;
  readonly uses: string;
  readonly with: JsonObject;
  /** Ms since 1970. */
  readonly at: number;
  readonly endedAt: number;
  /** What came back, as it came; secrets are still in it. */
  readonly answers: readonly string[];
  /** Without secrets. */
  readonly output?: JsonObject;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What a caller may be told of a call while it is made. */
export interface CallHooks {
  /** Something that may change its target is about to leave. */
  sent?(): void;
  /** The call has ended, however it did. */
  ended?(record: CallRecord): void;
}

/** Most characters that are kept of one answer: far more than is shown, as no secret may be cut in two. */
const MOST_CHARACTERS = 16_384;
/** Most lines that are kept of one connection. */
const MOST_LINES = 500;
/** Most answers of one call that are kept. */
const MOST_ANSWERS = 8;

/** The same ports, which tell what leaves through them and what comes back. */
export function tapped(ports: Ports, answers: string[], sent: () => void): Ports {
  const took = (text: string): void => {
    if (answers.length < MOST_ANSWERS) answers.push(text.slice(0, MOST_CHARACTERS));
  };
  return {
    ...ports,
    http: {
      async request(request, signal) {
        if (changes(request)) sent();
        const answer = await ports.http.request(request, signal);
        took(told(request, answer));
        return answer;
      },
    },
    tcp: {
      connect: async (address, options, signal) =>
        lines(await ports.tcp.connect(address, options, signal), took, sent),
    },
    mail: {
      async send(mail, signal) {
        sent();
        const answer = await ports.mail.send(mail, signal);
        took(`accepted ${answer.accepted.join(', ')}; rejected ${answer.rejected.join(', ')}`);
        return answer;
      },
    },
    exec: {
      async run(command, signal) {
        sent();
        const ended = await ports.exec.run(command, signal);
        took(`exit ${String(ended.exitCode ?? ended.signal)}\n${ended.stdout}\n${ended.stderr}`);
        return ended;
      },
    },
  };
}

function changes({ method = 'GET' }: HttpRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function told({ method = 'GET', url }: HttpRequest, answer: HttpAnswer): string {
  return `${method} ${url} ${String(answer.status)}\n${answer.body}`;
}

function lines(
  connection: LineConnection,
  took: (text: string) => void,
  sent: () => void,
): LineConnection {
  const heard: string[] = [];
  let said = '';
  return {
    async send(text) {
      sent();
      said = text.trimEnd();
      await connection.send(text);
    },
    async readLine() {
      const line = await connection.readLine();
      if (line !== undefined && heard.length < MOST_LINES) heard.push(line);
      return line;
    },
    close() {
      took(`${said}\n${heard.join('\n')}`);
      connection.close();
    },
  };
}
