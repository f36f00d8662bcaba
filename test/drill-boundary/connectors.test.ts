import fc from 'fast-check';
import { CONNECTORS } from '../../activities/connectors';
import type { ConnectorDefinition } from '../../activities/define-connector';
import { NO_LAB } from '../../activities/ports/host-resolver';
import type { AddressGuard, Ports } from '../../activities/ports/ports';
import { realPorts } from '../../activities/ports/real-ports';
import type { Json, JsonObject } from '../../model/json';
import pino from 'pino';
import { serveHttp } from '../contract/loopback';
import { EngineRig, failureOf, target } from '../engine/engine-rig';

/*
 * A drill reaches only what its own inventory holds. These tests aim every connector there is at something
 * else, through the real wrapper; a port that is asked for anything at all fails the test.
 */

const connectors = new Map(CONNECTORS.map((one) => [one.uses, one]));

const OWN = {
  ...target('server', 'a001', ['http://bmc-a001.lab.example/redfish/v1/Systems/a001'], {
    id: 'a001',
    bmc: 'http://bmc-a001.lab.example/redfish/v1/Systems/a001',
    serial: 'SN1',
  }),
  ...target('pdu', 'pdu-a', ['http://pdu-a.lab.example/x'], {
    id: 'pdu-a',
    address: 'http://pdu-a.lab.example/x',
    sections: ['s1'],
  }),
  ...target('service', 'talk', ['tcp://lb.lab.example:9999', 'http://talk.lab.example/health']),
  ...target('endpoint', 'prometheus', ['http://prometheus.lab.example:9090']),
};
const FOREIGN = ['db1', 'lb.production.example', 'bmc-a001.production.example'];

/** Every way out of this process, barred and watched. */
function barredPorts(left: string[]): Partial<Ports> {
  const out =
    (what: string) =>
    (...args: unknown[]): never => {
      left.push(`${what} ${JSON.stringify(args[0])}`);
      throw new Error(`${what} left the process`);
    };
  return {
    http: { request: out('http') },
    tcp: { connect: out('tcp') },
    mail: { send: out('mail') },
    exec: { run: out('exec') },
    log: { write: out('log') },
  };
}

async function barred() {
  const left: string[] = [];
  const rig = await EngineRig.make({
    connectors,
    targets: { objects: OWN, foreignHosts: FOREIGN },
    ports: () => barredPorts(left),
  });
  const refused = async (uses: string, input: JsonObject) => {
    const { code } = await failureOf(rig.call({ uses }, input));
    return { code, left: left.splice(0) };
  };
  return { rig, refused };
}

const REFUSED = { code: 'TARGET_OUTSIDE_INVENTORY', left: [] };

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.oneof(
  fc.tuple(label, label).map(([a, b]) => `${a}.${b}.example`),
  fc.constantFrom('lb.production.example', 'LB.Production.Example', 'lb.production.example.'),
  fc.ipV4(),
  fc.constantFrom('[2001:db8::1]', '[::ffff:192.0.2.1]', '0x7f.1', '2130706433', 'localhost'),
);
const port = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 65535 }).map((n) => `:${n}`),
);
/** URLs of other places, and of own hosts at other ports. */
const foreignUrl = (scheme: string) =>
  fc.oneof(
    fc.tuple(host, port).map(([h, p]) => `${scheme}://${h}${p}/x`),
    fc.constantFrom(
      `${scheme}://talk.lab.example:4443/`,
      `${scheme}://talk.lab.example.evil.example/`,
      `${scheme}://talk.lab.example@evil.example/`,
      `${scheme}://evil.example/?http://talk.lab.example/`,
      `${scheme}://evil.example#talk.lab.example`,
    ),
  );

/** The example of a connector, with every name and address of it turned elsewhere. */
function aimedElsewhere(definition: ConnectorDefinition): fc.Arbitrary<JsonObject> {
  const example = definition.examples[0].with;
  const names = definition
    .targets(definition.input.parse(example))
    .flatMap((ref) => (ref.kind === 'address' ? [] : [ref.id]));
  // What is not in the example was named by a default.
  const byDefault = names.some((name) => !Object.values(example).includes(name));
  return fc.tuple(label, foreignUrl('http'), host).map(([name, url, hostname]): JsonObject => {
    const turned: Record<string, Json> = byDefault ? { endpoint: `${name}-elsewhere` } : {};
    for (const [key, value] of Object.entries(example)) {
      if (typeof value !== 'string') turned[key] = value;
      else if (value.startsWith('http')) turned[key] = url;
      else if (value.startsWith('tcp')) turned[key] = `tcp://${hostname}:22`;
      else turned[key] = names.includes(value) ? `${name}-elsewhere` : value;
    }
    return turned;
  });
}

describe('a drill', () => {
  it.each(CONNECTORS.filter(({ uses }) => uses !== 'command.run').map((one) => [one.uses, one]))(
    'refuses %s aimed at anything outside its inventory before a packet leaves',
    async (uses, definition) => {
      const { refused } = await barred();

      await fc.assert(
        fc.asyncProperty(aimedElsewhere(definition), async (input) => {
          expect(await refused(uses, input)).toEqual(REFUSED);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('refuses every connector while its plan is of production', async () => {
    const left: string[] = [];
    const rig = await EngineRig.make({
      connectors,
      targets: { objects: OWN, environment: 'production' },
      ports: () => barredPorts(left),
    });

    for (const { uses, examples } of CONNECTORS) {
      const { code } = await failureOf(rig.call({ uses }, examples[0].with));
      expect({ uses, code }).toEqual({ uses, code: 'TARGET_OUTSIDE_INVENTORY' });
    }
    expect(left).toEqual([]);
  });

  const shapes: readonly ((h: string) => string)[] = [
    (h) => h,
    (h) => `http://${h}/x`,
    (h) => `--url=https://${h}:8443/x`,
    (h) => `root@${h}`,
    (h) => `deploy@${h}:/srv`,
    (h) => `${h}:5432`,
    (h) => `--host=${h}`,
    (h) => `-h ${h}`,
    (h) => `-h${h}`,
    (h) => `postgres://user:pass@${h}/db`,
    (h) => `curl -s '${h}'; true`,
    (h) => `a,${h},b`,
    (h) => `//${h}/share`,
    (h) => `${h}/image:1.2`,
    (h) => `jump:${h}`,
    (h) => `-v+${h}`,
    (h) => `-oProxyJump=${h}`,
    (h) => `!${h}#`,
    (h) => `-h${h}:22`,
    (h) => JSON.stringify({ host: h }),
  ];
  const dotted = fc.oneof(
    fc.tuple(label, label).map(([a, b]) => `${a}.${b}.example`),
    fc.ipV4(),
    fc.constantFrom('lb.production.example', 'bmc-a001.production.example', 'evil.example'),
  );

  it('refuses commands with an address outside its inventory in any argument or variable', async () => {
    const { refused } = await barred();

    await fc.assert(
      fc.asyncProperty(
        dotted,
        fc.constantFrom(...shapes),
        fc.boolean(),
        async (h, shape, inEnv) => {
          const input = inEnv
            ? { argv: ['tool'], env: { PLACE: shape(h) } }
            : { argv: ['tool', '--now', shape(h)] };
          expect({ input, ...(await refused('command.run', input)) }).toEqual({
            input,
            ...REFUSED,
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['alone', ['psql', 'db1']],
    ['as an option', ['psql', '--host=db1']],
    ['behind an option letter', ['psql', '-hdb1']],
    ['in capitals', ['psql', 'DB1']],
    ['as a login', ['ssh', 'root@db1']],
    ['in a script', ['sh', '-c', 'ssh db1 reboot']],
    ['with a port', ['nc', 'db1:22']],
  ])('refuses commands that name a host of another inventory %s', async (_how, argv) => {
    const { refused } = await barred();

    expect(await refused('command.run', { argv })).toEqual(REFUSED);
  });

  it('lets commands name files, plain words and its own hosts', async () => {
    const ran: string[][] = [];
    const rig = await EngineRig.make({
      connectors,
      targets: { objects: OWN, foreignHosts: FOREIGN },
      ports: () => ({
        exec: {
          run: (command) => {
            ran.push([...command.argv]);
            return Promise.resolve({ exitCode: 0, signal: null, stdout: '', stderr: '' });
          },
        },
      }),
    });
    const argv = [
      'tool.sh',
      './site.yaml',
      '/etc/site.conf',
      '--level=3',
      'talk',
      'talk.lab.example',
      'http://talk.lab.example/health',
      'lb.lab.example:9999',
    ];

    await rig.call({ uses: 'command.run' }, { argv });

    expect(ran).toEqual([argv]);
  });

  it('follows no redirect out of its inventory', async () => {
    await using elsewhere = await serveHttp((_request, response) => response.end('reached'));
    const hops = ['/to-another-port', '/to-another-name', '/by-a-detour'];
    await using own = await serveHttp((request, response) => {
      const port = String(elsewhere.port);
      const location =
        request.url === '/by-a-detour'
          ? '/to-another-port'
          : `http://${request.url === '/to-another-name' ? 'localhost' : '127.0.0.1'}:${port}/`;
      response.writeHead(302, { location }).end();
    });
    const address = `http://127.0.0.1:${String(own.port)}`;
    const factory = realPorts({ resolver: NO_LAB, logger: pino({ level: 'silent' }) });
    const rig = await EngineRig.make({
      connectors,
      targets: { objects: target('endpoint', 'own', [address]) },
      ports: (guard: AddressGuard) => factory.narrowed(guard),
    });

    for (const [i, hop] of hops.entries()) {
      const { code } = await failureOf(rig.call({ uses: 'http.check' }, { url: address + hop }));
      expect({ hop, code }).toEqual({ hop, code: 'TARGET_OUTSIDE_INVENTORY' });
      expect(own.connections()).toBeGreaterThan(i);
    }
    expect(elsewhere.connections()).toBe(0);
  });
});
