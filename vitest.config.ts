import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // oclif writes to process.stdout itself; vitest's capture would swallow it.
    disableConsoleIntercept: true,
    // Real runs share two cores with each other otherwise, and measure that.
    fileParallelism: false,
    globalSetup: ['test/support/build.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
