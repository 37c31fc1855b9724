import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from '@oclif/core';
import { describe, expect, test } from 'vitest';
import Merge from '../../src/commands/merge.js';
import type { CompareConfig } from '../../src/config/compare-config.js';
import { compareConfigOf } from '../support/command-lines.js';

const page = readFileSync('docs/scale-out.md', 'utf8');
const example = (name: string) => readFileSync(`docs/examples/${name}`, 'utf8');

type Variables = Record<string, string>;

/**
 * Shell functions that replace rcu-bench and the commands that reach other machines. Each call appends its words to a
 * separate line of a file, because the shards run in parallel and bash writes line by line.
 */
const standIns = `
rcu-bench() { printf '%s\\n' "$@" >"$(mktemp "$NOTES/XXXXXX")"; }
node() { shift; rcu-bench "$@"; }
ssh() { shift; eval "$*"; }
scp() { :; }
sbatch() { echo 1; }
RCU_BENCH=rcu-bench
`;

/** The rcu-bench command lines that a script runs, as bash splits them, in any order. */
function commandLines(script: string, variables: Variables): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-examples-'));
  try {
    const notes = join(folder, 'notes');
    mkdirSync(notes);
    const env = { PATH: process.env.PATH, NOTES: notes, ...variables };
    const { status, stderr } = spawnSync('bash', ['--norc', '-c', `${standIns}${script}`], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    return readdirSync(notes).map((call) => readFileSync(join(notes, call), 'utf8').split('\n').slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Parses a command line like `compare`. */
const parseCompare = (words: string[], variables: Variables): Promise<CompareConfig> =>
  compareConfigOf(words, variables, () => {
    throw new Error('shards must not draw their seeds');
  });

interface Shown {
  shards: { file: string | undefined; index: number | undefined; count: number | undefined; rounds: number }[];
  loads: unknown[];
  merges: { files: string[]; out: string }[];
  judged: CompareConfig[];
}

async function readAll(lines: string[][], variables: Variables): Promise<Shown> {
  const shown: Shown = { shards: [], loads: [], merges: [], judged: [] };
  for (const [command, ...words] of lines) {
    if (command === 'merge') {
      const { argv, flags } = await Parser.parse(words, { flags: Merge.flags, strict: false });
      shown.merges.push({ files: argv as string[], out: String(flags.out) });
      continue;
    }
    expect(command).toBe('compare');
    const config = await parseCompare(words, variables);
    const { source, outputs } = config;
    if (source.kind === 'saved') {
      shown.judged.push(config);
      continue;
    }
    const { shard, ...plan } = source.plan;
    shown.shards.push({ file: outputs.outFile, index: shard?.index, count: shard?.count, rounds: plan.rounds });
    shown.loads.push({ load: source.load, plan });
  }
  return shown;
}

/** An engine's example: its files, the variables that the engine sets for job 2 of 8, and the script that it runs. */
const engines: [name: string, variables: Variables, script: string][] = [
  [
    'scale-out.sbatch',
    { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '8' },
    `${example('scale-out.sbatch')}\n${example('scale-out-merge.sbatch')}`,
  ],
  ['scale-out.k8s.yaml', { JOB_COMPLETION_INDEX: '1' }, linesOfYaml('scale-out.k8s.yaml')],
  [
    'scale-out.github.yml',
    { RCU_BENCH_SHARD_INDEX: '1', RCU_BENCH_SHARD_COUNT: '8' },
    linesOfYaml('scale-out.github.yml').replace(/\$\{\{ matrix\.shard \}\}/, '2'),
  ],
  ['scale-out.gitlab-ci.yml', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '8' }, linesOfYaml('scale-out.gitlab-ci.yml')],
];

/** The example has each list on one line, so this test needs no YAML parser. */
function linesOfYaml(name: string): string {
  const lines = example(name).matchAll(/^ *(?:- )?(?:run: )?((?:rcu-bench|node bin\/run\.js) (?:compare|merge) .*)$/gm);
  return [...lines].map(([, line]) => line).join('\n');
}

describe.each(engines)('%s', (_, variables, script) => {
  test('measures shard 2 of 8, merges, and compares the merged result', async () => {
    const { shards, merges, judged } = await readAll(commandLines(script, variables), variables);
    const [shard] = shards;
    expect(shards).toHaveLength(1);
    expect(shard).toMatchObject({ index: 2, count: 8, rounds: 96 });
    expect(shard?.file).toMatch(/^shard-[12]\.json$/);
    expect(merges).toEqual([{ files: ['shard-*.json'], out: 'whole.json' }]);
    expect(judged.map(({ source }) => source)).toEqual([{ kind: 'saved', files: ['whole.json'] }]);
  });
});

test('the engines that judge a merge request have a gate and a JUnit report', async () => {
  for (const [name, variables, script] of engines.slice(2)) {
    const { judged } = await readAll(commandLines(script, variables), variables);
    expect(judged[0]?.judgement.gates, name).toHaveLength(1);
    expect(judged[0]?.outputs.junitFile, name).toBe('junit.xml');
  }
});

describe('the shell blocks of docs/scale-out.md', () => {
  const blocks = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const loops = blocks.filter((block) => block.startsWith('for '));

  test('are a loop over hosts and a loop on a single machine', () => {
    expect(loops).toHaveLength(2);
  });

  test.each(loops.map((loop) => [loop]))('%s', async (loop) => {
    const { shards, loads, merges, judged } = await readAll(commandLines(loop, {}), {});
    const byIndex = shards.sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
    expect(byIndex).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((index) => ({ file: `shard-${index}.json`, index, count: 8, rounds: 96 })),
    );
    for (const load of loads) expect(load).toEqual(loads[0]);
    expect([merges.length, judged.length]).toEqual([1, 1]);
  });

  test('the commands that submit to Slurm are those that the script names', () => {
    const submit =
      blocks
        .find((block) => block.includes('--parsable'))
        ?.trim()
        .split('\n') ?? [];
    expect(submit).toHaveLength(2);
    for (const line of submit) expect(example('scale-out.sbatch')).toContain(`#   ${line}\n`);
  });
});

test('every link has a target, and every example is linked', () => {
  const links = [...page.matchAll(/\]\(((?!http|#)[^)#]+)/g)].map(([, target = '']) => target);
  for (const link of links) expect(() => readFileSync(`docs/${link}`)).not.toThrow(/ENOENT/);
  for (const name of readdirSync('docs/examples')) expect(links).toContain(`examples/${name}`);
});

// No dependency reads YAML, so Python's reader is used if it is installed.
const python = spawnSync('python3', ['-c', 'import yaml']);
const yaml = python.status === 0;

describe.skipIf(!yaml)(`the YAML${yaml ? '' : " (skipped: python3 has no 'yaml')"}`, () => {
  // biome-ignore lint/suspicious/noExplicitAny: a parsed file has any type; a wrong path fails the test.
  function documents(name: string): any[] {
    const reader = 'import json, sys, yaml; print(json.dumps(list(yaml.load_all(sys.stdin, yaml.BaseLoader))))';
    const { stdout, stderr } = spawnSync('python3', ['-c', reader], { input: example(name), encoding: 'utf8' });
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  }

  test('of Kubernetes: as many shards as completions, and a merge that waits', async () => {
    const [claim, shards, merge] = documents('scale-out.k8s.yaml');
    expect([claim.kind, shards.kind, merge.kind]).toEqual(['PersistentVolumeClaim', 'Job', 'Job']);
    expect(shards.spec).toMatchObject({ completionMode: 'Indexed', completions: '8', parallelism: '8' });
    expect(merge.spec.suspend).toBe('true');
    const [shell, flag, script] = shards.spec.template.spec.containers[0].command;
    expect([shell, flag]).toEqual(['sh', '-c']);
    const { shards: read } = await readAll(commandLines(script, { JOB_COMPLETION_INDEX: '7' }), {
      JOB_COMPLETION_INDEX: '7',
    });
    expect(read).toMatchObject([{ file: 'shard-7.json', index: 8, count: 8 }]);
    expect(commandLines(merge.spec.template.spec.containers[0].command[2], {})).toHaveLength(2);
    for (const { spec } of [shards.spec.template, merge.spec.template]) {
      expect(spec.volumes[0].persistentVolumeClaim.claimName).toBe(claim.metadata.name);
      expect(spec.containers[0].volumeMounts[0]).toEqual({ name: spec.volumes[0].name, mountPath: '/results' });
      expect(spec.containers[0].workingDir).toBe('/results');
    }
    for (const { metadata } of [shards, merge]) {
      expect(example('scale-out.k8s.yaml')).toMatch(new RegExp(`#.* job[ /]${metadata.name}`));
    }
  });

  test('of GitHub: eight jobs that know their number, and a job that needs them', () => {
    const [{ jobs }] = documents('scale-out.github.yml');
    expect(jobs.shards.strategy.matrix.shard).toHaveLength(8);
    expect(jobs.shards.env.RCU_BENCH_SHARD_INDEX).toMatch(/^\$\{\{ strategy\.job-index \}\}$/);
    expect(jobs.shards.env.RCU_BENCH_SHARD_COUNT).toMatch(/^\$\{\{ strategy\.job-total \}\}$/);
    expect(jobs.compare.needs).toBe('shards');
    const runs = ({ steps }: { steps: { run?: string }[] }) =>
      steps.map(({ run = '' }) => run).filter((run) => run.includes('run.js'));
    expect(runs(jobs.shards)).toEqual([expect.stringMatching(/^node bin\/run\.js compare .*\S$/)]);
    expect(commandLines(runs(jobs.compare).join('\n'), {})).toHaveLength(2);
    const [upload] = jobs.shards.steps.slice(-1);
    expect(upload.with.path).toBe(`${upload.with.name}.json*`);
  });

  test('of GitLab: eight jobs, and a job that needs them', () => {
    const [{ stages, shards, comparison }] = documents('scale-out.gitlab-ci.yml');
    expect([shards.stage, comparison.stage]).toEqual(stages);
    expect(shards.parallel).toBe('8');
    expect(comparison.needs).toEqual(['shards']);
    expect(comparison.artifacts.reports.junit).toBe('junit.xml');
    expect(commandLines([...shards.script, ...comparison.script].join('\n'), {})).toHaveLength(3);
  });
});
