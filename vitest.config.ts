import { defineConfig } from 'vitest/config';

const testsOf = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Tests that put other modules in the place of those that they test: in processes of their own. */
const mocking = ['test/unit/**/*.mocking.test.ts'];

export default defineConfig({
  test: {
    // oclif writes to process.stdout itself; vitest's capture would swallow it.
    disableConsoleIntercept: true,
    // Many tests wait for processes of their own: as many files at once as there are CPUs.
    maxWorkers: '100%',
    globalSetup: ['scripts/ensure-dist.js'],
    // Nothing depends on how fast the machine is: on a busy one a test takes many times as long.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // A test that works in this process changes the current folder, which a worker thread cannot.
    pool: 'forks',
    projects: [
      // One process for many files: none leaves anything behind, and a start with all modules takes longer than most files.
      { extends: true, test: { name: 'unit', include: testsOf('unit'), exclude: mocking, isolate: false } },
      { extends: true, test: { name: 'mocking', include: mocking } },
      { extends: true, test: { name: 'cli', include: testsOf('cli') } },
      { extends: true, test: { name: 'real', include: testsOf('addon', 'bench', 'consumers', 'qemu') } },
    ],
  },
});
