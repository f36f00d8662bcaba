import { poll } from '../support/poll';
import { answer, openQuestion, sign } from './support/answer';
import type { Reader } from './support/reader';
import { Stack } from './support/stack';

/*
 * One night through the page: an operator starts a drill, a manager answers with one thumb at 360 px, a commander by
 * keyboard alone, one tries what he may not, a feed trips and is resumed.
 */

let stack: Stack;
let operator: Reader;
let manager: Reader;
let commander: Reader;
let id = '';

beforeAll(async () => {
  stack = await Stack.start();
  operator = await stack.reader('han-jiwoo');
  manager = await stack.reader('noh-eunbi', { size: 'phone', colours: 'dark' });
  commander = await stack.reader('seo-minjae');
});

afterAll(() => stack.end());

describe('a night through the page', () => {
  it('begins when an operator starts a drill in which people answer', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Runbooks' }).click();
    await page
      .locator('section', { hasText: 'one small hall' })
      .locator('[data-drill=calm]')
      .click();
    await page.getByRole('checkbox', { name: /People answer/ }).check();
    await page.getByLabel(/^Speed/).fill('60');
    await page.getByRole('dialog').getByRole('button', { name: 'Start drill' }).click();
    await page.waitForURL(/\/recoveries\/hello-/);
    id = new URL(page.url()).pathname.split('/').pop() ?? '';

    await page.getByRole('heading', { level: 1, name: /one small hall/ }).waitFor();

    expect(await page.locator('.recovery > .band').textContent()).toContain('DRILL');
    expect(await page.title()).toMatch(/^DRILL · /);
  });

  it('lets a manager give a reading and sign off with one thumb at 360 px', async () => {
    const { page } = manager;
    await openQuestion(page, 'power-safe/feed-a');
    const buttons = page.locator('.answer-bar .button');
    const boxes = await Promise.all((await buttons.all()).map((button) => button.boundingBox()));
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');

    await answer(page, 'Give reading insulation', { insulation: '48' });
    await answer(page, 'Sign off', { Reason: 'Readings are good' });

    expect(isWide).toBe(false);
    for (const box of boxes) {
      expect(box?.height).toBeGreaterThanOrEqual(44);
      // In reach of a thumb: in the lower half of the screen.
      expect(box?.y).toBeGreaterThan(370);
    }
    await expectStep('power-safe', 'done');
  });

  it('tells somebody at once that he may not do what he tries, and does nothing', async () => {
    const { page } = operator;

    await page.locator('.run-head [data-act=undo]').click();
    await sign(page, { Reason: 'Just trying' });

    const refusal = page.getByRole('dialog').getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain('VERB_NOT_ALLOWED');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expectRun('running');
  });

  it('lets a commander approve by keyboard alone', async () => {
    const { page } = commander;
    // The meter will say too much once servers draw power.
    await stack.installation.must(
      'lab',
      'fault',
      'meter-lies',
      'pdu-a',
      '--value',
      '99',
      '--id',
      'm',
    );
    await page.locator('.card').first().waitFor();

    await tabTo(commander, '.card');
    await page.keyboard.press('Enter');
    await tabTo(commander, '.answer-buttons .button-primary');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(commander, 'dialog textarea');
    await page.keyboard.type('Hall is safe');
    await tabTo(commander, 'dialog button[type=submit]');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(await page.locator('.announcer').textContent()).toContain('taken as entry');
    await expectStep('start-servers', 'done');
  });

  it('shows a feed that trips, with what it needs before it is resumed', async () => {
    const { page } = operator;
    const feed = page.locator('[data-feed=feed-a]');

    await feed.getByText('TRIPPED').waitFor({ timeout: 60_000 });

    expect(await feed.textContent()).toContain('Before it can be resumed');
    await stack.installation.must('lab', 'fault', '--clear', 'all');
  });

  it('goes on once its gate is signed off again and a cause is given on the page', async () => {
    const { page } = manager;
    await openQuestion(page, 'power-safe/feed-a');
    const reading = page.locator('.answer-bar').getByRole('button', { name: /^Give reading/ });
    if (await reading.isVisible())
      await answer(page, 'Give reading insulation', { insulation: '48' });
    await answer(page, 'Sign off', { Reason: 'Meter was exchanged' });
    await page.goto(new URL(`/recoveries/${id}`, page.url()).href);

    await page
      .locator('[data-feed=feed-a]')
      .getByRole('button', { name: /^Resume/ })
      .click();
    await page.getByRole('dialog').getByText('What would happen').waitFor();
    await sign(page, { 'Cause of the trip': 'The meter was wrong' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.locator('[data-feed=feed-a]').getByText('Energised').waitFor();
    expect(await page.locator('#statements').textContent()).toContain('The meter was wrong');
  });

  it('ends with every service enabled, on every page that looks on', async () => {
    const { page } = operator;

    await page.locator('.run-status').getByText('Done').waitFor({ timeout: 100_000 });

    expect(await page.locator('#services').getByText('Enabled').count()).toBe(3);
    expect(await page.locator('#statements').getByText('SIGNATURE BAD').count()).toBe(0);
    expect(stack.faults()).toEqual([
      'Failed to load resource: the server responded with a status of 403 (Forbidden)',
    ]);
  });
});

/** Presses Tab until what is meant has the focus. */
async function tabTo({ page }: Reader, selector: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const isThere = await page.locator(`${selector}:focus`).count();
    if (isThere > 0) return;
  }
  throw new Error(`Tab never comes to ${selector}`);
}

async function expectStep(step: string, status: string): Promise<void> {
  const found = await poll(async () => {
    const view = await stack.installation.view(id);
    const now = view.steps.find((one) => one.id === step)?.status;
    return now === status ? now : undefined;
  }, 20_000);
  expect(found).toBe(status);
}

async function expectRun(status: string): Promise<void> {
  expect((await stack.installation.view(id)).status).toBe(status);
}
