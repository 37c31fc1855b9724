// A full disk: a tmpfs of a few KiB in a private mount namespace, where the system allows one.
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fakeEngine, temporaryFolder } from '../support/cli.js';

const runJs = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const mount = 'mount -t tmpfs -o size=16k none disk';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', mount.replace('disk', '/mnt')]).status === 0;
if (!canMount) console.warn('SKIPPED: no mount namespace for a full disk');

describe.skipIf(!canMount)('a full disk', () => {
  test('causes a one-line error and exit code 1, still prints the table, and leaves no partial file', () => {
    const cwd = temporaryFolder();
    execFileSync('mkdir', ['disk'], { cwd });
    const command = `${mount} && cd disk && "${process.execPath}" "${runJs}" run v3 --trace off --out r.json; code=$?; ls -A; exit $code`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', command], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...fakeEngine() },
    });
    expect(stderr).toBe("Error: cannot write the result 'r.json': no space left on the disk\n");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^unmap latency +150/m);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^Again/);
  });
});
