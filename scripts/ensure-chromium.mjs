// Sees to it that there is a Chromium: on Debian as root it is installed where it is missing. With --fonts a font for
// Korean comes too, without which pictures show boxes.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const FILE = process.env.BLACKSTART_CHROMIUM ?? '/usr/bin/chromium';
const KOREAN = '/usr/share/fonts/truetype/nanum';

const missing = [
  ...(existsSync(FILE) ? [] : ['chromium']),
  ...(process.argv.includes('--fonts') && !existsSync(KOREAN) ? ['fonts-nanum'] : []),
];
if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    }).status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
  if (!install()) {
    apt('update');
    install();
  }
}
if (!existsSync(FILE)) {
  process.stderr.write(
    `there is no Chromium at ${FILE}: install it, or name one by BLACKSTART_CHROMIUM\n`,
  );
  process.exit(1);
}
