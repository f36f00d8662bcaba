import { readPageRecord } from '../../client/page-link';
import { answer, openQuestion } from './support/answer';
import type { Reader } from './support/reader';
import { Stack } from './support/stack';

/*
 * One browser is cut from the network while a recovery goes on: it says so at once, answers nothing, and catches up
 * without a reload and without a missed entry.
 */

let stack: Stack;
let cut: Reader;
let other: Reader;
let id = '';

beforeAll(async () => {
  stack = await Stack.start();
  id = await stack.drill('runbooks/hello', '--ask', '--speed', '60');
  cut = await stack.reader('seo-minjae');
  other = await stack.reader('noh-eunbi');
});

afterAll(() => stack.end());

describe('a page that is cut from the network', () => {
  it('says at once that it is stale, and lets nothing be answered', async () => {
    const { page, context } = cut;
    await page.goto(new URL(`/recoveries/${id}`, page.url()).href);
    await page.locator('.link-fresh').waitFor();
    await page.locator('.run-head [data-act=pause]').waitFor();
    // What a reload would take away.
    await page.evaluate('globalThis.isSamePage = true');
    const steering = page.locator('.run-head .steer button');

    await context.setOffline(true);
    await page.locator('.banner-bad').waitFor({ timeout: 1000 });

    expect(await page.locator('.banner-bad').textContent()).toContain('Connection lost');
    for (const button of await steering.all()) expect(await button.isDisabled()).toBe(true);
  });

  it('shows what was so before, while the recovery goes on elsewhere', async () => {
    await openQuestion(other.page, 'power-safe/feed-a');
    await answer(other.page, 'Give reading insulation', { insulation: '48' });
    await answer(other.page, 'Sign off');
    await other.page.goto(new URL(`/recoveries/${id}`, other.page.url()).href);
    await other.page.locator('[data-step=power-safe]').getByText('Done').waitFor();

    const stale = cut.page.locator('[data-step=power-safe]');

    expect(await stale.textContent()).toContain('Waiting');
    expect(await cut.page.locator('.banner-bad').isVisible()).toBe(true);
  });

  it('catches up without a reload and without a missed entry', async () => {
    const { page, context } = cut;

    await context.setOffline(false);
    await page.locator('.link-fresh').waitFor({ timeout: 10_000 });
    await page.locator('[data-step=power-safe]').getByText('Done').waitFor();

    expect(await page.locator('.banner-bad').count()).toBe(0);
    expect(await page.evaluate('globalThis.isSamePage')).toBe(true);
    const view = await stack.installation.view(id);
    await page.locator(`.record [data-seq="${String(view.seq)}"]`).waitFor();
    const rows = await page.locator('.record [data-seq] .record-seq').allTextContents();
    const shown = rows.map(Number);
    const newest = Math.max(...shown);
    expect(shown).toEqual(shown.map((_, i) => newest - i));
    expect(Math.min(...shown)).toBe(1);
  });

  it('shows a line that is only silent as stale too, and keeps an open question from being answered', async () => {
    const { page } = cut;
    await openQuestion(page, 'start-servers');
    const approve = page.locator('.answer-bar .button-primary');
    expect(await approve.isEnabled()).toBe(true);
    const record = await readPageRecord(stack.installation.state);
    const pid = record?.pid ?? 0;

    process.kill(pid, 'SIGSTOP');
    try {
      await page.locator('.banner-bad').waitFor({ timeout: 15_000 });
      expect(await page.locator('.answer-bar .button').last().isDisabled()).toBe(true);
    } finally {
      process.kill(pid, 'SIGCONT');
    }

    await page.locator('.link-fresh').waitFor({ timeout: 15_000 });
    await answer(page, 'Approve');
    await other.page.locator('[data-step=start-servers]').getByText('Done').waitFor();
    expect(await page.evaluate('globalThis.isSamePage')).toBe(true);
  });
});
