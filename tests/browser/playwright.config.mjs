import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  timeout: 30_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: process.env.CI ? [['list']] : [['line']],
  use: {
    // Debian's, which apt installs; nothing is downloaded.
    launchOptions: { executablePath: process.env.CHROMIUM_BIN || '/usr/bin/chromium', args: ['--no-sandbox'] },
    locale: 'en-US',
    viewport: { width: 1280, height: 900 },
  },
});
