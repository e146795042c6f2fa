import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * The suites of every package, distinguished by file name. Each package runs them with this
 * configuration and its own folder as the root.
 */
export default defineConfig({
  // The workspace's packages are read from their sources, so no test but `dist` needs a build.
  resolve: { conditions: ['block-slots-source'] },
  ssr: { resolve: { conditions: ['block-slots-source'] } },
  test: {
    // Several suites share two cores: slow is not wrong, for a test as for what prepares and cleans up.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // The files share a process and its modules: loading them for each file takes a third of the CPU.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{contract,dist,postgres,redis}.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/**/*.contract.test.ts'],
          // By path, because a package cannot be resolved by name from within itself.
          globalSetup: [fileURLToPath(new URL('packages/mock/test/support/prism-setup.ts', import.meta.url))],
        },
      },
      {
        extends: true,
        test: {
          name: 'redis',
          include: ['test/**/*.redis.test.ts'],
          globalSetup: [
            fileURLToPath(new URL('packages/client/test/support/redis-setup.ts', import.meta.url)),
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/**/*.postgres.test.ts'],
          globalSetup: [
            fileURLToPath(new URL('packages/sync/test/support/postgres-setup.ts', import.meta.url)),
          ],
        },
      },
      {
        extends: true,
        test: { name: 'dist', include: ['test/**/*.dist.test.ts'] },
      },
    ],
  },
})
