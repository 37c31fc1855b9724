import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeEngine, runCli, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';

describe('an invalid command line: exit code 2, a one-line error, nothing on standard output', () => {
  test.each<[string[], string]>([
    [['run', 'v4'], "Error: unknown version 'v4'"],
    [['run', 'v3@9'], "Error: 'v3@9': v3 has patches 1 to 5"],
    [['run', 'v3', 'v3'], "Error: version 'v3' is given twice"],
    [['run', '--duration', '5'], "Error: --duration: '5' has no unit"],
    [['run', '--duration', '-5s'], "Error: --duration: '-5s' is negative"],
    [['run', '--duration'], 'Error: flag --duration expects a value'],
    [['run', '--rate', '-4'], "Error: --rate: '-4' is not a rate"],
    [['run', '--vcpus', '100000'], 'Error: --vcpus: 100000 is out of range'],
    [['run', '--pin', '60000'], 'Error: --pin: this process may not use CPU 60000'],
    [['run', '--trace', 'x.json'], "Error: --trace: 2 versions would write the same file 'x.json'"],
    [
      ['run', '--membarrier', 'global'],
      'Error: --membarrier global does not work on this machine: the fake addon has no global barrier',
    ],
    [['run', '--workload', 'none'], "Error: unknown workload 'none'"],
    [['run', '--durtion', '5s'], 'Error: unknown option --durtion'],
    [['versions', 'v9'], "Error: unknown version 'v9'"],
    [['versions', 'v1', 'v2'], 'Error: unexpected argument: v2'],
    [['show'], 'Error: missing 1 required arg:'],
    [['vesrions'], "Error: unknown command 'vesrions'"],
  ])('%j', async (args, firstLine) => {
    const { code, stdout, stderr } = await runHere(args, { env: fakeEngine() });
    expect(stderr.split('\n')[0]).toBe(firstLine);
    expect(stderr).not.toMatch(/ {4}at |node_modules/);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });

  test('suggests the nearest valid name', async () => {
    expect((await runHere(['run', 'basline'])).stderr).toContain('Did you mean baseline?');
    expect((await runHere(['run', '--durtion', '5s'])).stderr).toContain('Did you mean --duration?');
    expect((await runHere(['vesrions'])).stderr).toContain('Did you mean versions?');
  });

  test('reports the same error as JSON, with the same exit code', async () => {
    const { code, stdout } = await runHere(['run', 'v4', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: "unknown version 'v4'", exitCode: 2 } });
  });
});

describe('a file that cannot be used', () => {
  test.each<[string, string, number, RegExp]>([
    ['truncated', '{"schema":"rcu-bench/res', 2, /^Error: 'r.json' is not JSON: damaged, or cut off$/m],
    ['a file of another program', '{"results":[]}', 2, /^Error: 'r.json' is not a result of rcu-bench$/m],
    ['an older schema', '{"schema":"rcu-bench/result@0"}', 2, /^Error: 'r.json' has the schema rcu-bench\/result@0/m],
    ['damaged', '{"schema":"rcu-bench/result@1"}', 2, /^Error: 'r.json' is damaged: the document must have/m],
  ])('show: %s', async (_, content, exitCode, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'r.json'), content);
    const { code, stderr } = await runHere(['show', 'r.json'], { cwd });
    expect(stderr).toMatch(message);
    expect(code).toBe(exitCode);
  });

  test('show: missing', async () => {
    const { code, stderr } = await runHere(['show', 'no.json']);
    expect(stderr).toBe("Error: cannot read 'no.json': no such file or folder\n");
    expect(code).toBe(1);
  });

  test.each([
    [
      ['--out', '/proc/nowhere/r.json'],
      /^Error: cannot write the result '\/proc\/nowhere\/r.json': no such file or folder$/m,
    ],
    [['--out', '.'], /^Error: cannot write the result '.': it is a folder$/m],
    [['--out', '/dev/null'], /^Error: cannot write the result '\/dev\/null': it is not a regular file$/m],
    [['--trace', '/proc/t-{version}.json'], /^Error: cannot write the trace '\/proc\/t-baseline.json'/m],
  ])('run %j is rejected before any trial runs', async (args, message) => {
    const { code, stdout, stderr } = await runHere(['run', ...args], { env: fakeEngine() });
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
    expect(stdout).toBe('');
  });
});

test('a missing addon causes an error that says how to build it', async () => {
  const { code, stderr } = await runCli(['run'], { env: { RCU_BENCH_ADDON: '/no/addon.node' } });
  expect(stderr).toMatch(
    /^Error: the native addon cannot be loaded\n {2}\/no\/addon.node: not there\n {2}Build it: node \/.*\/scripts\/install-native\.js$/m,
  );
  expect(code).toBe(1);
});
