// Puts a picture of every view into docs/pictures/: look at them afterwards.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SIZES } from '../test/browser/support/chromium';
import { Stack } from '../test/browser/support/stack';
import { settled, VIEWS, visit } from '../test/browser/support/views';
import { poll } from '../test/support/poll';

const FOLDER = join(__dirname, '../docs/pictures');

/** Looks that are pictured: a phone by day, a desk by night. */
const LOOKS = [
  { size: 'phone', colours: 'light' },
  { size: 'desktop', colours: 'dark' },
] as const;

async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const stack = await Stack.start();
  try {
    await pictureViews(stack);
    await pictureNight(stack);
  } finally {
    await stack.end();
  }
}

/** Every view, while a gate of a small drill waits. */
async function pictureViews(stack: Stack): Promise<void> {
  const id = await stack.drill('runbooks/hello', '--ask', '--speed', '60');
  for (const look of LOOKS) {
    const { page } = await stack.reader('noh-eunbi', look);
    for (const view of VIEWS) {
      await visit(page, view, id);
      await page.screenshot({ path: join(FOLDER, `${view.name}-${look.size}.png`) });
    }
  }
  const { page } = await stack.reader('noh-eunbi', { size: 'phone', locale: 'ko-KR' });
  await page.locator('.card').first().waitFor();
  await page.screenshot({ path: join(FOLDER, 'inbox-phone-ko.png') });
  // One lab a state folder: the night needs it.
  await stack.installation.run('abort', '--as', 'noh-eunbi', '--reason', 'Enough of it');
  await stack.installation.ended(id, 60_000);
}

/** A bad night at its worst: services coming back while a feed has tripped. */
async function pictureNight(stack: Stack): Promise<void> {
  const id = await stack.drill('runbooks/pangyo', '--drill', 'bad-night', '--speed', '40');
  await poll(async () => {
    const view = await stack.installation.view(id);
    const isBad = view.feeds.some(({ status }) => status === 'tripped');
    const isOn = view.services.filter(({ status }) => status === 'enabled').length;
    return (isBad && isOn >= 2) || view.endedAt !== null ? true : undefined;
  }, 600_000);
  for (const colours of ['light', 'dark'] as const)
    for (const size of ['desktop', 'phone'] as const) {
      const { page } = await stack.reader('oh-jihye', { size, colours });
      await page.goto(new URL(`/recoveries/${id}`, page.url()).href);
      await page.locator('.phase').first().waitFor();
      await settled(page);
      const path = join(FOLDER, `night-${size}-${colours}.png`);
      const height = size === 'phone' ? 2400 : 1800;
      const clip = { x: 0, y: 0, width: SIZES[size].width, height };
      await page.screenshot({ path, fullPage: true, clip });
    }
}

void main();
