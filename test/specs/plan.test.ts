import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blackstart, emptyFolder, type Ended } from './run-blackstart';

async function starter(): Promise<{ folder: string; run: (...args: string[]) => Promise<Ended> }> {
  const folder = emptyFolder();
  await blackstart(['init', 'hall'], { cwd: folder });
  return { folder, run: (...args) => blackstart(args, { cwd: folder }) };
}

test('init writes a scenario and says how to go on', async () => {
  const folder = emptyFolder();

  const { code, stdout, stderr } = await blackstart(['init', 'my hall'], { cwd: folder });

  expect(code).toBe(0);
  expect(stdout.split('\n')).toContain(join('my hall', 'runbook.yaml'));
  expect(stderr).toContain("blackstart drill 'my hall'");
  expect(existsSync(join(folder, 'my hall', 'drills', 'calm.yaml'))).toBe(true);
});

test('init never writes over a file', async () => {
  const { folder, run } = await starter();
  const file = join(folder, 'hall', 'roster.yaml');
  writeFileSync(file, 'mine');

  const { code, stderr } = await run('init', 'hall');

  expect(code).toBe(1);
  expect(stderr).toContain('error FILE_EXISTS');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a plan shows steps, waves, services and digests in 80 columns', async () => {
  const { run } = await starter();

  const { code, stdout } = await run('plan', 'hall');

  expect(code).toBe(0);
  expect(stdout).toMatch(/STEPS\n {2}power-safe +power/);
  expect(stdout).toMatch(/feed-a +[\d.]+ kW +12 +8 \([\d.]+ kW\) → 4/);
  expect(stdout).toMatch(/1 {2}login +1 +45 min/);
  expect(stdout).toMatch(/PLAN DIGEST\n {2}sha256:[0-9a-f]{64}/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('the plan of a folder and of its runbook is the same, and so is that of its drill', async () => {
  const { run } = await starter();

  const [folder, file, drill] = await Promise.all([
    run('plan', 'hall', '--format', 'json'),
    run('plan', 'hall/runbook.yaml', '--env', 'lab', '--format', 'json'),
    run('drill', 'hall', '--dry-run', '--format', 'json'),
  ]);

  const document = JSON.parse(folder.stdout) as { plan: { digest: string }; services: unknown[] };
  expect(document.plan.digest).toMatch(/^sha256:/);
  expect(document.services).toHaveLength(3);
  expect(file.stdout).toBe(folder.stdout);
  expect(drill.stdout).toBe(folder.stdout);
});

test('problems that stand against a plan are told as validate tells them', async () => {
  const { run } = await starter();

  const wrong = await run('plan', 'hall', '--input', 'site=nowhere');
  const json = await run('plan', 'hall', '--input', 'sote=annex', '--format', 'json');

  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('error INPUT_INVALID');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    valid: false,
    problems: [{ code: 'INPUT_INVALID', fix: "Did you mean 'site'?" }],
  });
});

test('a graph is drawn for Mermaid, for Graphviz and as a picture', async () => {
  const { run } = await starter();

  const mermaid = await run('graph', 'hall');
  const dot = await run('graph', 'hall', '--format', 'dot');
  const svg = await run('graph', 'hall', '--format', 'svg');

  expect(mermaid.stdout).toContain('s_power_safe --> s_energise');
  expect(dot.stdout).toContain('"power-safe" -> "energise";');
  expect(svg.stdout).toMatch(/^<svg [^]*data-from="power-safe" data-to="energise"[^]*<\/svg>\n$/);
});

test('schemas are written one file a kind', async () => {
  const { folder, run } = await starter();

  const { code } = await run('schema', '--out', 'schema');

  expect(code).toBe(0);
  const text = readFileSync(join(folder, 'schema', 'roster.schema.json'), 'utf8');
  expect(JSON.parse(text)).toHaveProperty(['definitions', 'Roster', 'additionalProperties'], false);
});

test('a connector is shown with its inputs and an example', async () => {
  const { run } = await starter();

  const { code, stdout } = await run('connectors', 'redfish.power');

  expect(code).toBe(0);
  expect(stdout).toMatch(/state +on \| off \| force-off +State wanted/);
  expect(stdout).toContain('with: { server: a001, state: on }');
});
