import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FaultError } from './site/fault-board';
import { siteSettings } from './site/site-settings';
import { readDrill, readInventory, readSpec, SpecError, specId } from './spec';
import { startLab } from './start-lab';

/** How often the spec file is looked at, ms. */
const LOOK_EVERY_MS = 1000;
/** A lab that nobody ends is forgotten: it ends itself. */
const LONGEST_LIFE_MS = 12 * 3_600_000;

function say(message: string): void {
  process.stderr.write(`${new Date().toISOString()} lab: ${message}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { spec: { type: 'string' } } });
  if (values.spec === undefined) throw new SpecError('--spec FILE is missing');
  const file = resolve(values.spec);
  const spec = readSpec(file);
  const inventory = readInventory(spec.inventory);
  const drill = spec.drill === null ? undefined : readDrill(spec.drill);
  const lab = await startLab({
    id: spec.id,
    inventory,
    settings: siteSettings(spec.seed, drill),
    faults: drill?.faults ?? [],
    speed: spec.speed,
    folder: dirname(file),
    real: { monotonic: () => performance.now(), wall: () => Date.now() },
  });
  const count = Object.keys(lab.hosts).length;
  say(
    `simulates ${spec.id}: ${inventory.servers.size} servers, ${count} hosts, speed ${spec.speed}`,
  );
  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    say(`ends: ${why}`);
    void lab.close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  setTimeout(() => end('12 hours are over'), LONGEST_LIFE_MS);
  setInterval(() => {
    if (specId(file) !== spec.id) end('its spec is gone or another');
  }, LOOK_EVERY_MS);
}

main().catch((error: unknown) => {
  say(
    error instanceof SpecError || error instanceof FaultError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error),
  );
  process.exit(1);
});
