import { spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const VERSION = '1.5.1';

interface Options {
  /** Told what takes long. */
  readonly log: (message: string) => void;
}

/**
 * Path of a Temporal server binary: `temporal` on PATH, else the cached copy, else built by `go install`
 * (about 4 minutes, once a machine).
 */
export async function resolveServerBinary({ log }: Options): Promise<string> {
  const cacheFolder = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cacheFolder, 'blackstart', `temporal-cli-${VERSION}`);
  const cached = join(folder, 'temporal');
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, 'temporal'));
  for (const candidate of [...onPath, cached]) {
    if (await isExecutable(candidate)) return candidate;
  }
  log(`building the Temporal server ${VERSION} with go install, once for this machine (~4 min)`);
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(join(folder, 'draft-'));
  try {
    await goInstall(`github.com/temporalio/cli/cmd/temporal@v${VERSION}`, draft);
    await rename(join(draft, 'temporal'), cached);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return cached;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function goInstall(target: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = spawn('go', ['install', '-ldflags', '-s -w', target], {
      env: { ...process.env, GOBIN: folder },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    go.once('error', (cause) => {
      reject(
        new Error('no Temporal server: put `temporal` or `go` (1.25 or newer) on PATH', { cause }),
      );
    });
    go.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`go install ${target} ended with ${code ?? 'a signal'}`));
    });
  });
}
