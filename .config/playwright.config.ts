import { defineConfig } from '@playwright/test'
import { isCi } from '../tests/support/ci'

const desktop = { width: 1440, height: 900 }

/** Browser tests against the running server that tests/run.mjs names in HEATGRID_TEST_URL. */
export default defineConfig({
  testDir: '../tests/e2e',
  outputDir: '../test-results',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  workers: 1,
  forbidOnly: isCi,
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  use: {
    baseURL: process.env.HEATGRID_TEST_URL,
    viewport: desktop,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // Software rendering takes seconds for a flight; what is tested is where it ends.
    contextOptions: { reducedMotion: 'reduce' },
    // Not a trace: recording one starves a map that is drawn by software.
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        '--no-sandbox',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--ignore-gpu-blocklist',
        '--disable-background-networking',
      ],
    },
  },
})
