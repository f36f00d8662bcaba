import { chromium, type Browser } from 'playwright-core';

/** Debian's Chromium, or what BLACKSTART_CHROMIUM names. */
const EXECUTABLE = process.env['BLACKSTART_CHROMIUM'] ?? '/usr/bin/chromium';

/** A browser that asks nobody for anything. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Sizes that every view is looked at in. */
export const SIZES = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1440, height: 900 },
} as const;
