import type { Page } from 'playwright-core';
import { poll } from '../../support/poll';

/** A view of the page, and how to come to it. */
export interface View {
  readonly name: string;
  /** `ID` stands for a recovery. */
  readonly path: string;
  /** There once the view is. */
  readonly until: string;
  /** Pressed one after the other, for what opens above a view. */
  readonly press?: readonly string[];
}

/** Every view; add a view by adding a line. */
export const VIEWS: readonly View[] = [
  { name: 'inbox', path: '/', until: '.card' },
  { name: 'question', path: '/inbox/ID/power-safe/feed-a', until: '.answer-bar .button' },
  {
    name: 'answer',
    path: '/inbox/ID/power-safe/feed-a',
    until: '.answer-bar .button',
    press: ['.answer-bar .button-primary'],
  },
  { name: 'recovery', path: '/recoveries/ID', until: '.phase' },
  {
    name: 'step',
    path: '/recoveries/ID',
    until: '.phase',
    press: ['[data-step=power-safe]'],
  },
  {
    name: 'steering',
    path: '/recoveries/ID',
    until: '.phase',
    press: ['.run-head [data-act=abort]', '.foreseen p'],
  },
  { name: 'plan', path: '/recoveries/ID/plan', until: '.phase' },
  { name: 'recoveries', path: '/recoveries', until: '.run' },
  { name: 'runbooks', path: '/runbooks', until: '.drill' },
  {
    name: 'start',
    path: '/runbooks',
    until: '.drill',
    press: ['[data-drill=calm]'],
  },
  { name: 'runbook-plan', path: '/runbooks/hello/calm', until: '.phase' },
  { name: 'people', path: '/people', until: '.people-one' },
  { name: 'settings', path: '/people', until: '.people-one', press: ['.person-button'] },
];

/** Opens a view and waits until it is there. */
export async function visit(page: Page, { path, until, press }: View, id: string): Promise<void> {
  await page.goto(new URL(path.replace('ID', id), page.url()).href);
  await page.locator('.link-fresh').waitFor();
  await page.locator(until).first().waitFor();
  for (const one of press ?? []) {
    await page.locator(one).first().click();
    await page.getByRole('dialog').waitFor();
  }
  await settled(page);
}

/** Waits until nothing is being loaded any more. */
export async function settled(page: Page): Promise<void> {
  await poll(async () => {
    const open = await page.getByText('Loading…').count();
    return open === 0 ? true : undefined;
  }, 10_000);
}
