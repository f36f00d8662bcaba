import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Fault } from '../model/schema/fault';
import type { LabClock } from './clock';
import { FaultError, type FaultBoard, type ToldFault } from './site/fault-board';

const MOST_BODY = 64 * 1024;

/** What the control of a lab works on. */
export interface Controlled {
  readonly id: string;
  readonly speed: number;
  readonly clock: LabClock;
  readonly board: FaultBoard;
  readonly token: string;
}

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The control of a running lab, over HTTP: `GET /faults` lists its faults, `POST /faults` takes a fault in as a drill
 * file writes it and answers with its id, `DELETE /faults/ID` takes one back and `DELETE /faults/all` every one.
 */
export function controlServer(lab: Controlled): Server {
  return createServer((request, response) => {
    collect(request, (body) => send(response, answer(lab, request, body)));
  });
}

function answer(lab: Controlled, request: IncomingMessage, body: string): ControlAnswer {
  if (request.headers.authorization !== `Bearer ${lab.token}`)
    return refused(401, 'the token of control.json is missing');
  const [, part, id, ...more] = (request.url ?? '').split('/');
  if (part !== 'faults' || more.length > 0)
    return refused(404, `nothing is at ${request.url ?? ''}`);
  switch (`${request.method ?? ''} ${id === undefined ? 'all' : 'one'}`) {
    case 'GET all':
      return lab.clock.run((site) => ({
        status: 200,
        body: {
          lab: lab.id,
          speed: lab.speed,
          simulatedSeconds: Math.round(site.scheduler.now / 1000),
          faults: lab.board.list().map((fault) => shown(fault, lab.clock)),
        },
      }));
    case 'POST all':
      return add(lab, body);
    case 'DELETE one':
      return clear(lab, decodeURIComponent(id ?? ''));
    default:
      return refused(405, `${request.method ?? ''} is not taken at ${request.url ?? ''}`);
  }
}

function add(lab: Controlled, body: string): ControlAnswer {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return refused(400, 'the body is no JSON');
  }
  const parsed = Fault.safeParse(json);
  if (!parsed.success)
    return refused(
      400,
      parsed.error.issues
        .map(({ path, message }) => `${path.map(String).join('.') || 'fault'}: ${message}`)
        .join('; '),
    );
  try {
    return lab.clock.run(() => ({
      status: 201,
      body: shown(lab.board.add(parsed.data), lab.clock),
    }));
  } catch (error) {
    if (error instanceof FaultError) return refused(400, error.message);
    throw error;
  }
}

function clear(lab: Controlled, id: string): ControlAnswer {
  return lab.clock.run(() => {
    const open = lab.board.list().filter(({ status }) => status !== 'over');
    if (id === 'all') {
      lab.board.clearAll();
      return { status: 200, body: { cleared: open.map((one) => one.id) } };
    }
    if (!lab.board.clear(id)) {
      const known = open.map((one) => one.id).join(', ');
      return refused(404, `there is no fault '${id}'${known === '' ? '' : `; there are ${known}`}`);
    }
    return { status: 200, body: { cleared: open.some((one) => one.id === id) ? [id] : [] } };
  });
}

/** A fault as the control tells it, times ISO 8601 UTC. */
function shown(told: ToldFault, clock: LabClock): Readonly<Record<string, unknown>> {
  const { id, status, targets, beganAt, overAt, fault } = told;
  return {
    ...fault,
    id,
    status,
    targets,
    ...(beganAt === undefined ? {} : { beganAt: clock.isoOf(beganAt) }),
    ...(overAt === undefined ? {} : { overAt: clock.isoOf(overAt) }),
  };
}

function refused(status: number, message: string): ControlAnswer {
  return { status, body: { error: message } };
}

function collect(request: IncomingMessage, done: (body: string) => void): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    if (body.length <= MOST_BODY) body += chunk;
  });
  request.on('end', () => done(body));
}

function send(response: ServerResponse, { status, body }: ControlAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.end(text);
}
