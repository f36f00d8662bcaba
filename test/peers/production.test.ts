import type { RecoveryView } from '../../model/view/recovery-view';
import { serveHttp, type Loopback } from '../contract/loopback';
import { Installation } from '../support/installation';
import { poll } from '../support/poll';
import {
  SMALL_DRILL,
  SMALL_ROSTER,
  smallInventory,
  smallRunbook,
  writtenScenario,
} from '../support/written-scenario';

/* Ways by which a drill might come to an address of production: in what is written, and in what its own targets say. */

const STEPS = (own: string): string => `
  - { id: where, kind: action, uses: http.check, with: { url: "${own}/where" }, expect: result.ok }
  - { id: told, kind: action, uses: http.check, with: { url: "\${{ steps.where.output.json.url }}" }, needs: [where] }
  - { id: posted, kind: action, uses: http.request, with: { url: "\${{ steps.where.output.json.url }}" }, needs: [where] }
  - { id: led, kind: action, uses: http.check, with: { url: "${own}/led" }, needs: [] }
  - { id: ran, kind: action, uses: command.run, with: { argv: [curl, "\${{ steps.where.output.json.url }}"] }, needs: [where] }
  - { id: named, kind: action, uses: command.run, with: { argv: [ssh, "\${{ steps.where.output.json.host }}"] }, needs: [where] }
`;
const REFUSED = ['told', 'posted', 'led', 'ran', 'named'];

describe('15. A drill can never call a production target', () => {
  let production: Loopback;
  let own: Loopback;
  let installation: Installation;
  const scenarios: { remove(): Promise<void> }[] = [];

  beforeAll(async () => {
    production = await serveHttp((_request, response) => response.end('reached'));
    const url = `http://127.0.0.1:${String(production.port)}/`;
    own = await serveHttp((request, response) => {
      if (request.url === '/led') response.writeHead(302, { location: url }).end();
      else response.end(JSON.stringify({ url, host: 'db1' }));
    });
    installation = await Installation.make();
    await installation.must('up', '--detach');
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
    for (const scenario of scenarios) await scenario.remove();
    await own[Symbol.asyncDispose]();
    await production[Symbol.asyncDispose]();
  }, 60_000);

  const endpoint = (id: string, address: string): string =>
    `endpoints:\n  - { id: ${id}, kind: http, address: "${address}" }\n`;

  const written = async (steps: string, drill = SMALL_DRILL): Promise<string> => {
    const productionInventory = smallInventory(
      `${endpoint('target', `http://127.0.0.1:${String(production.port)}`)}  - { id: db, kind: tcp, address: "tcp://db1:5432" }\n`,
    )
      .replace('small-lab', 'small-production')
      .replace('environment: lab', 'environment: production');
    const scenario = await writtenScenario({
      'runbook.yaml': smallRunbook(steps),
      'inventory.lab.yaml': smallInventory(
        endpoint('target', `http://127.0.0.1:${String(own.port)}`),
      ),
      'inventory.production.yaml': productionInventory,
      'roster.yaml': SMALL_ROSTER,
      'drills/calm.yaml': drill,
    });
    scenarios.push(scenario);
    return scenario.folder;
  };

  it('that its own targets name or lead to', async () => {
    const folder = await written(STEPS(`http://127.0.0.1:${String(own.port)}`));
    const id = await installation.must('drill', folder, '--detach', '--ask');

    const view = await poll(async () => {
      const now: RecoveryView = await installation.view(id);
      const held = now.steps.filter(({ status }) => status === 'held');
      return held.length === REFUSED.length ? now : undefined;
    }, 40_000);

    expect(
      view.steps
        .filter(({ status }) => status === 'held')
        .map(({ id: step, error }) => [step, error?.code]),
    ).toEqual(REFUSED.map((step) => [step, 'TARGET_OUTSIDE_INVENTORY']));
    expect(own.connections()).toBeGreaterThan(1);
    expect(production.connections()).toBe(0);
  }, 90_000);

  it('that its runbook names', async () => {
    const url = `http://127.0.0.1:${String(production.port)}/`;
    const folder = await written(`
  - { id: named, kind: action, uses: http.check, with: { url: "${url}" } }
`);

    const { code, stderr } = await installation.run('drill', folder, '--detach', '--ask');

    expect(code).toBe(1);
    expect(stderr).toMatch(/error REFERENCE_UNKNOWN/);
    expect(production.connections()).toBe(0);
  }, 60_000);

  it('by a drill that asks for production itself', async () => {
    const folder = await written(
      `
  - { id: look, kind: action, uses: http.check, with: { url: "http://127.0.0.1:${String(production.port)}/" } }
`,
      SMALL_DRILL.replace('environment: lab', 'environment: production'),
    );

    const { code, stderr } = await installation.run('drill', folder, '--detach', '--ask');

    expect({ code, told: /production/.test(stderr) }).toEqual({ code: 1, told: true });
    expect(production.connections()).toBe(0);
  }, 60_000);
});
