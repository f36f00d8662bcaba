import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { SIZES } from './support/chromium';
import { Stack } from './support/stack';
import { VIEWS, visit } from './support/views';

/* Every view, in light and dark, on a phone and on a desk: nothing that axe finds, nothing wider than the screen. */

let stack: Stack;
let id = '';

beforeAll(async () => {
  stack = await Stack.start();
  id = await stack.drill('runbooks/hello', '--ask', '--speed', '60');
});

afterAll(() => stack.end());

const LOOKS = (['light', 'dark'] as const).flatMap((colours) =>
  (['phone', 'desktop'] as const).map((size) => ({ colours, size })),
);

describe.each(LOOKS)('in $colours on a $size', ({ colours, size }) => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await stack.reader('noh-eunbi', { colours, size }));
  });

  it.each(VIEWS)('$name has no accessibility violation and fits', async (view) => {
    await visit(page, view, id);

    const { violations } = await new AxeBuilder({ page }).analyze();

    expect(
      violations.map(({ id: rule, nodes }) => [rule, nodes[0]?.html, nodes[0]?.failureSummary]),
    ).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(SIZES[size].width);
  });
});

describe('the page', () => {
  it('speaks Korean to whoever reads Korean', async () => {
    const { page } = await stack.reader('noh-eunbi', { locale: 'ko-KR' });

    await page.getByRole('heading', { level: 1, name: '결정 대기' }).waitFor();

    expect(await page.evaluate('document.documentElement.lang')).toBe('ko');
  });

  it('asks nobody but its own origin for anything, and breaks no rule of its own', async () => {
    const { page } = await stack.reader('noh-eunbi');
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(page.url()).origin)
        elsewhere.push(request.url());
    });

    for (const view of VIEWS) await visit(page, view, id);

    expect(elsewhere).toEqual([]);
    expect(stack.faults()).toEqual([]);
  });

  it('needs at most 200 kB to show the inbox', async () => {
    const { page, context } = await stack.reader('noh-eunbi');
    const fresh = await context.newPage();
    const session = await context.newCDPSession(fresh);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));

    await fresh.goto(new URL('/', page.url()).href);
    await fresh.locator('.card').first().waitFor();

    expect(bytes).toBeGreaterThan(0);
    expect(bytes / 1000).toBeLessThanOrEqual(200);
  });
});
