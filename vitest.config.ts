import { defineConfig } from 'vitest/config';

const testsOf = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Tests that replace modules run in their own processes. */
const mocking = ['test/unit/**/*.mocking.test.ts'];

export default defineConfig({
  test: {
    // oclif writes to process.stdout itself; vitest's capture would swallow it.
    disableConsoleIntercept: true,
    // Many tests wait for child processes, so vitest runs as many files at once as there are CPUs.
    maxWorkers: '100%',
    globalSetup: ['scripts/ensure-dist.js'],
    // No test depends on the machine's speed. On a busy machine a test can take many times as long.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Some tests change the current folder, which a worker thread cannot do.
    pool: 'forks',
    projects: [
      // Many files share a process: no file leaves state behind, and loading all modules takes longer than most files do.
      { extends: true, test: { name: 'unit', include: testsOf('unit'), exclude: mocking, isolate: false } },
      { extends: true, test: { name: 'mocking', include: mocking } },
      { extends: true, test: { name: 'cli', include: testsOf('cli') } },
      { extends: true, test: { name: 'real', include: testsOf('addon', 'bench', 'consumers', 'qemu') } },
    ],
  },
});
