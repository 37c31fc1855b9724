import { describe, expect, test } from 'vitest';
import Compare from '../../src/commands/compare.js';
import Explore from '../../src/commands/explore.js';
import Fidelity from '../../src/commands/fidelity.js';
import Merge from '../../src/commands/merge.js';
import Run from '../../src/commands/run.js';
import SavedList from '../../src/commands/saved/list.js';
import SavedRm from '../../src/commands/saved/rm.js';
import Show from '../../src/commands/show.js';
import Torture from '../../src/commands/torture.js';
import Versions from '../../src/commands/versions.js';
import { compareOptions } from '../../src/config/compare-config.js';
import { exploreOptions } from '../../src/config/explore-config.js';
import { tortureOptions } from '../../src/config/torture-config.js';
import { examples, peers, versions } from '../../src/versions/catalogue.js';
import { commonOptions, traceOptions } from '../../src/workloads/common-options.js';
import { workloads } from '../../src/workloads/index.js';
import type { OptionSpecs } from '../../src/workloads/options.js';
import { fakeEngine, runCli, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';

const commands = {
  run: Run,
  show: Show,
  versions: Versions,
  compare: Compare,
  fidelity: Fidelity,
  merge: Merge,
  torture: Torture,
  explore: Explore,
  'saved list': SavedList,
  'saved rm': SavedRm,
};

test('without a command the help is printed', async () => {
  const { code, stdout } = await runCli([]);
  expect(code).toBe(0);
  for (const name of Object.keys(commands)) {
    const [first] = name.split(' ');
    expect(stdout).toMatch(new RegExp(`^ {2}${first} `, 'm'));
  }
});

test.each([['--version'], ['-V']])('%s', async (flag) => {
  expect((await runCli([flag])).stdout).toMatch(/^rcu-bench\/\d+\.\d+\.\d+ /);
});

const loads = workloads.map((workload) => workload.options);

test.each<[string[], OptionSpecs[]]>([
  [
    ['run', '--help'],
    [commonOptions, traceOptions, ...loads],
  ],
  [
    ['run', '-h'],
    [commonOptions, traceOptions, ...loads],
  ],
  [
    ['help', 'run'],
    [commonOptions, traceOptions, ...loads],
  ],
  [
    ['compare', '--help'],
    [compareOptions, ...loads],
  ],
  [
    ['fidelity', '--help'],
    [compareOptions, ...loads],
  ],
  [['torture', '--help'], [tortureOptions]],
  [['explore', '--help'], [exploreOptions]],
])('%j lists every option in 80 columns', async (args, specs) => {
  const { code, stdout } = await runCli(args);
  expect(code).toBe(0);
  for (const { flag } of specs.flatMap((group) => Object.values(group))) expect(stdout).toContain(`--${flag}=`);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

describe('the examples of the manual work', () => {
  const examples = Object.entries(commands).flatMap(([name, command]) =>
    command.examples.map((example, i) => ({
      line: example.replace('<%= config.bin %> ', '').replace('<%= command.id %>', name),
      // The first example of each command runs in a separate process, as a user starts it.
      start: i === 0 ? runCli : runHere,
    })),
  );

  test('every command has examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(6);
  });

  test('each example runs', async () => {
    // In one folder and in order: `show` reads what `run` saved. The engine is fake; test/addon runs the real engine.
    const cwd = temporaryFolder();
    for (const { line, start } of examples) {
      const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      const { code, stderr } = await start(fewerTrials(words), { cwd, env: { ...fakeEngine(), XDG_DATA_HOME: cwd } });
      expect([line, code, stderr]).toEqual([line, 0, '']);
    }
  });
});

/** Limits a comparison that does not set the number of its trials to two trials per version. */
function fewerTrials(words: string[]): string[] {
  const open = words[0] === 'compare' && words.some((word) => /^--(by|shard)$/.test(word));
  return open ? [...words, '--trials', '2'] : words;
}

test('versions lists all of them in 80 columns', async () => {
  const { code, stdout } = await runCli(['versions']);
  expect(code).toBe(0);
  for (const { name } of [...versions, ...examples]) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('versions --json gives the catalogue', async () => {
  const { stdout } = await runHere(['versions', '--json']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify([...versions, ...peers, ...examples])));
});
