import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Installation } from '../../support/installation';
import { SIZES } from './chromium';

/** How a reader looks at the page. */
export interface Look {
  readonly size?: keyof typeof SIZES;
  readonly colours?: 'light' | 'dark';
  readonly locale?: string;
  readonly timezone?: string;
}

/** Somebody at a browser of their own. */
export interface Reader {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page wrote into the console as an error, and what it threw. */
  readonly faults: readonly string[];
}

/** Lets a person in by a one-time link, and waits until the page is live. */
export async function reader(
  browser: Browser,
  installation: Installation,
  person: string,
  { size = 'desktop', colours = 'light', locale = 'en-GB', timezone = 'Europe/Berlin' }: Look = {},
): Promise<Reader> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: colours,
    locale,
    timezoneId: timezone,
    reducedMotion: 'reduce',
    hasTouch: size === 'phone',
    isMobile: size === 'phone',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(await installation.must('page'));
  await page.locator(`[data-person="${person}"]`).click();
  await page.locator('.link-fresh').waitFor();
  return { page, context, faults };
}
