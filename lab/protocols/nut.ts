import type { Lab } from '../lab';
import { readUps } from '../site/ups';
import type { LineReply, LineSession } from './line-server';

/** NUT's upsd: reads only. `names` maps the UPS names of one server to power nodes. */
export function nutSession(lab: Lab, names: ReadonlyMap<string, string>): LineSession {
  return {
    line: (text) => answer(lab, names, words(text)),
  };
}

/** Words of a command; a quoted one may hold blanks. */
function words(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
  );
}

function answer(
  lab: Lab,
  names: ReadonlyMap<string, string>,
  [verb = '', what = '', ups = '', name = '']: readonly string[],
): LineReply {
  switch (verb.toUpperCase()) {
    case 'LIST':
      return list(lab, names, what.toUpperCase(), ups);
    case 'GET':
      return get(lab, names, what.toUpperCase(), ups, name);
    case 'USERNAME':
    case 'PASSWORD':
    case 'LOGIN':
      return say('OK');
    case 'LOGOUT':
      return { send: 'OK Goodbye\n', end: true };
    case 'VER':
      return say('Network UPS Tools upsd 2.8.0 - https://www.networkupstools.org/');
    case 'NETVER':
    case 'PROTVER':
      return say('1.3');
    case 'HELP':
      return say('Commands: HELP VER PROTVER GET LIST LOGIN LOGOUT USERNAME PASSWORD');
    case 'STARTTLS':
      return say('ERR FEATURE-NOT-CONFIGURED');
    case 'SET':
    case 'INSTCMD':
    case 'FSD':
      return say('ERR ACCESS-DENIED');
    default:
      return say('ERR UNKNOWN-COMMAND');
  }
}

function list(lab: Lab, names: ReadonlyMap<string, string>, what: string, ups: string): LineReply {
  if (what === 'UPS') {
    const lines = [...names.keys()].map((one) => `UPS ${one} "Simulated UPS ${one}"`);
    return say('BEGIN LIST UPS', ...lines, 'END LIST UPS');
  }
  if (what !== 'VAR') return say('ERR INVALID-ARGUMENT');
  const found = variables(lab, names, ups);
  if (typeof found === 'string') return say(found);
  const lines = [...found].map(([name, value]) => `VAR ${ups} ${name} "${value}"`);
  return say(`BEGIN LIST VAR ${ups}`, ...lines, `END LIST VAR ${ups}`);
}

function get(
  lab: Lab,
  names: ReadonlyMap<string, string>,
  what: string,
  ups: string,
  name: string,
): LineReply {
  if (what === 'UPSDESC')
    return say(names.has(ups) ? `UPSDESC ${ups} "Simulated UPS ${ups}"` : 'ERR UNKNOWN-UPS');
  if (what !== 'VAR') return say('ERR INVALID-ARGUMENT');
  const found = variables(lab, names, ups);
  if (typeof found === 'string') return say(found);
  const value = found.get(name);
  return say(value === undefined ? 'ERR VAR-NOT-SUPPORTED' : `VAR ${ups} ${name} "${value}"`);
}

/** Variables of a UPS, or the error that upsd gives: of a dead one it knows only old values. */
function variables(
  lab: Lab,
  names: ReadonlyMap<string, string>,
  ups: string,
): ReadonlyMap<string, string> | string {
  const node = names.get(ups);
  if (node === undefined) return 'ERR UNKNOWN-UPS';
  const reading = lab.read((site) => readUps(site, node));
  if (reading === undefined) return 'ERR DATA-STALE';
  return new Map([
    ['battery.charge', String(reading.chargePercent)],
    ['battery.runtime', String(reading.runtimeSeconds)],
    ['device.mfr', 'Blackstart'],
    ['device.model', 'Simulated UPS'],
    ...(reading.loadPercent === undefined
      ? []
      : [['ups.load', String(reading.loadPercent)] as const]),
    ...(reading.powerW === undefined ? [] : [['ups.realpower', String(reading.powerW)] as const]),
    ['ups.status', reading.status.join(' ')],
  ]);
}

function say(...lines: readonly string[]): LineReply {
  return { send: `${lines.join('\n')}\n` };
}
