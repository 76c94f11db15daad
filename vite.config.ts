import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Programs of the server. */
const programs = {
  main: 'server/main.ts',
  cli: 'server/cli.ts',
  engine: 'server/db/engine-process.ts',
  'columns-worker': 'server/hotspots/columns-worker.ts',
  'scan-worker': 'server/hotspots/scan-worker.ts',
}

/** Builds the browser application (`client`) and the server (`ssr`) with one `vite build --app`. */
export default defineConfig({
  root: 'web',
  plugins: [vue()],
  environments: {
    client: { build: { outDir: '../dist/web', emptyOutDir: true, manifest: true } },
    ssr: {
      build: {
        ssr: true,
        outDir: '../dist/server',
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: {
          input: programs,
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
  },
  builder: {},
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/tiles': 'http://127.0.0.1:8080' } },
  test: {
    projects: [
      { extends: true, root: import.meta.dirname, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      {
        extends: true,
        root: import.meta.dirname,
        test: {
          name: 'api',
          include: ['tests/api/**/*.test.ts'],
          globalSetup: ['tests/support/databases.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
          // The feed is read once a second, and the engine restarts within seconds, more slowly on a busy machine.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
})
