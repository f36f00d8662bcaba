import type { Page } from 'playwright-core';

/** What is filled in before an answer is sent, by label. */
export type Filled = Readonly<Record<string, string>>;

/** Opens the question of a step from the inbox, as soon as it is there. */
export async function openQuestion(page: Page, node: string): Promise<void> {
  await page.getByRole('link', { name: /^Inbox/ }).click();
  await page.locator(`.cards a[href$="/${node}"]`).click();
  await page.locator('.question').waitFor();
}

/** Presses a button under a question, fills the sheet that opens, and signs; waits until it was taken. */
export async function answer(page: Page, button: string, filled: Filled = {}): Promise<void> {
  await page.locator('.answer-bar').getByRole('button', { name: button }).click();
  await sign(page, filled);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Fills the sheet that is open and presses what signs. */
export async function sign(page: Page, filled: Filled = {}): Promise<void> {
  const sheet = page.getByRole('dialog').last();
  for (const [label, value] of Object.entries(filled))
    await sheet.getByLabel(new RegExp(`^${label}`)).fill(value);
  await sheet.locator('button[type=submit]').click();
}
