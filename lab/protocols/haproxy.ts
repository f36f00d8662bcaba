import type { Lab } from '../lab';
import type { TrafficEntry } from '../site/traffic';
import { parseAddress } from './address';
import type { LineReply, LineSession } from './line-server';

/** Weight of an entry before anybody changed it. */
const INITIAL_WEIGHT = 100;
const MOST_WEIGHT = 256;
const STAT_COLUMNS =
  'pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck';

/** HAProxy's runtime API of the load balancer at host:port: a line of commands, its answer, and the connection closes, unless `prompt` was said. */
export function haproxySession(lab: Lab, host: string, connection: string): LineSession {
  let isInteractive = false;
  const one = (text: string): string => {
    const [verb = '', ...rest] = text.trim().split(/\s+/);
    switch (`${verb} ${rest[0] ?? ''}`.trim()) {
      case 'prompt':
        isInteractive = !isInteractive;
        return '';
      case 'get weight':
        return getWeight(lab, host, rest[1] ?? '');
      case 'set weight':
        return setWeight(lab, host, connection, rest[1] ?? '', rest[2] ?? '');
      case 'show stat':
        return showStat(lab, host);
      case 'show info':
        return 'Name: HAProxy\nVersion: 2.6.12\n';
      default:
        return `Unknown command: '${text.trim()}', but maybe one of the following ones is a better match:\n  get weight <bk>/<srv>\n  set weight <bk>/<srv> <weight>\n  show stat\n  show info\n  prompt\n`;
    }
  };
  return {
    line: (text): LineReply => {
      const said = text
        .split(';')
        .map((command) => `${one(command)}\n`)
        .join('');
      return isInteractive ? { send: `${said}> ` } : { send: said, end: true };
    },
  };
}

/** Entries of the load balancer at a host:port. */
function entriesAt(lab: Lab, host: string): readonly TrafficEntry[] {
  return lab.read((site) =>
    site.traffic.entries.filter(({ address }) => parseAddress(address)?.host === host),
  );
}

/** The entry that `backend/server` names, or HAProxy's own complaint. */
function entryOf(lab: Lab, host: string, path: string): TrafficEntry | string {
  const [backend = '', server = ''] = path.split('/');
  if (server === '') return "Require 'backend/server'.\n";
  const ofBackend = entriesAt(lab, host).filter((one) => one.backend === backend);
  if (ofBackend.length === 0) return 'No such backend.\n';
  return ofBackend.find((one) => one.server === server) ?? 'No such server.\n';
}

function getWeight(lab: Lab, host: string, path: string): string {
  const entry = entryOf(lab, host, path);
  return typeof entry === 'string' ? entry : `${entry.weight} (initial ${INITIAL_WEIGHT})\n`;
}

function setWeight(lab: Lab, host: string, connection: string, path: string, text: string): string {
  const entry = entryOf(lab, host, path);
  if (typeof entry === 'string') return entry;
  const found = /^(\d{1,3})(%?)$/.exec(text);
  if (found === null) return 'Require <weight> or <weight%>.\n';
  const value = Number(found[1]);
  if (found[2] === '%' && value > 100)
    return 'Relative weight can only be set between 0 and 100% inclusive.\n';
  if (value > MOST_WEIGHT) return 'Absolute weight can only be between 0 and 256 inclusive.\n';
  lab.change(
    { target: `service:${entry.service}`, action: 'weight', value, had: entry.weight, connection },
    (site) => site.traffic.set(entry.service, value),
  );
  return '';
}

function showStat(lab: Lab, host: string): string {
  const lines = entriesAt(lab, host).map(({ backend, server, service, weight }) => {
    const isUp = lab.read((site) => site.serviceHealth(service)?.healthy === true);
    return `${backend},${server},0,0,0,0,,0,0,0,,0,,0,0,0,0,${isUp ? 'UP' : 'DOWN'},${weight},1,0,`;
  });
  return `# ${STAT_COLUMNS},\n${lines.join('\n')}\n`;
}
