// On a system other than Linux every script prints one line and exits, whatever its arguments.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { elsewhere } from '../support/elsewhere.js';

const said = (script: string, platform: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...elsewhere('platform', platform), script, ...args],
    {
      encoding: 'utf8',
    },
  );
  return { code: status, stdout, stderr };
};

test.each([
  ['bin/run.js', []],
  ['bin/run.js', ['run', 'baseline']],
  ['bin/run.js', ['--help']],
  ['bin/run.js', ['versions', '--json']],
  ['scripts/install-native.js', []],
] as const)('%s %j', (script, args) => {
  for (const platform of ['darwin', 'win32', 'freebsd']) {
    expect(said(script, platform, ...args)).toEqual({
      code: 1,
      stdout: '',
      stderr: `rcu-bench: Linux only (this is ${platform}): it measures futexes\n`,
    });
  }
});
