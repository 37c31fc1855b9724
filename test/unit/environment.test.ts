import { describe, expect, test } from 'vitest';
import { allowedCpus, cgroupCpuLimit, cpuQuota, describeCpu } from '../../src/bench/environment/cpu.js';
import { otherCpus, parseCpuTicks, stealShare } from '../../src/bench/environment/load.js';
import { cpuListText, parseCpuList } from '../../src/config/cpu-list.js';

/** utime 10, stime 5, cutime 300, cstime 85, after a process name that contains text like these fields. */
const self = '77 (node 1 (x) 2) S 1 77 77 0 -1 4194304 9 9 0 0 10 5 300 85 20 0 11 0 1 1 1';
const selfLater = self.replace(' 10 5 300 85 ', ' 20 15 380 105 '); // 120 ticks more
const cpuLines = (ticks: string[]) =>
  ['cpu  0 0 0 0 0 0 0 0 0 0', ...ticks.map((t, i) => `cpu${i} ${t}`), ''].join('\n');

test('steal is the share of all CPU time', () => {
  const before = parseCpuTicks('cpu  100 0 100 700 0 0 50 50 30 0\ncpu0 1 2 3 4 5 6 7 8\n', self, [0]);
  const after = parseCpuTicks('cpu  200 0 200 1400 0 0 50 150 90 0\ncpu0 1 2 3 4 5 6 7 8\n', self, [0]);
  expect(before).toMatchObject({ total: 1000, steal: 50 });
  expect(stealShare(before, after)).toBeCloseTo(100 / 1000, 12);
});

test('CPU use of other programs excludes this process and its children, on the allowed CPUs', () => {
  const idle = '0 0 0 0 0 0 0 0 0 0';
  const before = parseCpuTicks(cpuLines([idle, idle, idle]), self, [0, 1]);
  // CPUs 0 and 1 have 200 ticks each: programs use 90 + 80, this process 120 of them. CPU 2 is not allowed.
  const after = parseCpuTicks(
    cpuLines(['70 10 10 100 0 5 5 0 0 0', '60 0 20 120 0 0 0 0 0 0', '200 0 0 0 0 0 0 0 0 0']),
    selfLater,
    [0, 1],
  );
  expect(otherCpus(before, after)).toBe(0.25);
  expect(otherCpus(before, { ...(after as NonNullable<typeof after>), own: 9999 })).toBe(0);
});

test('unavailable values are undefined', () => {
  expect(parseCpuTicks(undefined, self, [0])).toBeUndefined();
  expect(parseCpuTicks('cpu 1 2 3', self, [0])).toBeUndefined();
  expect(parseCpuTicks('cpu  1 2 3 4 5 6 7 8\ncpu0 1 2 3 4 5 6 7 8\n', undefined, [0])).toBeUndefined();
  const ticks = parseCpuTicks(cpuLines(['1 2 3 4 5 6 7 8']), self, [0]);
  expect(stealShare(ticks, ticks)).toBeUndefined();
  expect(stealShare(undefined, ticks)).toBeUndefined();
  expect(otherCpus(ticks, ticks)).toBeUndefined();
  expect(otherCpus(undefined, ticks)).toBeUndefined();
});

describe('the CPU limit of control groups', () => {
  const limit = (files: Record<string, string>) => cgroupCpuLimit((path) => files[path]);
  const unified = '31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate';

  test('is the smallest limit between the process group and the root, which has none', () => {
    const files = {
      '/proc/self/mountinfo': unified,
      '/proc/self/cgroup': '0::/user.slice/bench.scope',
      '/sys/fs/cgroup/user.slice/cpu.max': '150000 100000',
      '/sys/fs/cgroup/user.slice/bench.scope/cpu.max': 'max 100000',
    };
    expect(limit(files)).toBe(1.5);
    expect(limit({ ...files, '/sys/fs/cgroup/user.slice/bench.scope/cpu.max': '50000 100000' })).toBe(0.5);
    expect(limit({ ...files, '/sys/fs/cgroup/user.slice/cpu.max': 'max 100000' })).toBeUndefined();
  });

  test('a container sees its group at the mount point', () => {
    const files = { '/proc/self/cgroup': '0::/', '/sys/fs/cgroup/cpu.max': '200000 100000' };
    expect(limit({ ...files, '/proc/self/mountinfo': unified })).toBe(2);
    const older = {
      ...files,
      '/proc/self/mountinfo': '31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw',
      '/proc/self/cgroup': '0::/docker/abc/inner',
      '/sys/fs/cgroup/inner/cpu.max': '100000 100000',
    };
    expect(limit(older)).toBe(1);
  });

  test('version 1 stores the limit in two files of the cpu hierarchy', () => {
    const files = {
      '/proc/self/mountinfo': [
        '33 31 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct',
        '32 31 0:29 / /sys/fs/my\\040groups/cpu,x rw - cgroup cgroup rw,cpu,x',
        '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
      ].join('\n'),
      '/proc/self/cgroup': '3:cpuacct:/other\n1:cpu,x:/jobs/7\n0::/',
      '/sys/fs/my groups/cpu,x/jobs/7/cpu.cfs_quota_us': '-1',
      '/sys/fs/my groups/cpu,x/jobs/7/cpu.cfs_period_us': '100000',
      '/sys/fs/my groups/cpu,x/jobs/cpu.cfs_quota_us': '25000',
      '/sys/fs/my groups/cpu,x/jobs/cpu.cfs_period_us': '50000',
    };
    expect(limit(files)).toBe(0.5);
  });

  test('is absent without control groups', () => {
    expect(limit({})).toBeUndefined();
    expect(limit({ '/proc/self/cgroup': '0::/x', '/proc/self/mountinfo': '22 1 8:1 / / rw - ext4 /dev/sda1 rw' })).toBe(
      undefined,
    );
  });
});

test('a CPU quota is given in CPUs', () => {
  expect(cpuQuota('150000 100000')).toBe(1.5);
  expect(cpuQuota('max 100000')).toBeUndefined();
  expect(cpuQuota(undefined)).toBeUndefined();
});

test('CPU lists are parsed and printed in the kernel format', () => {
  expect(parseCpuList('0,2-4,7')).toEqual([0, 2, 3, 4, 7]);
  expect(cpuListText([0, 2, 3, 4, 7])).toBe('0,2-4,7');
  expect(cpuListText([])).toBe('');
});

test('this machine is described', () => {
  const cpu = describeCpu();
  expect(cpu.model).not.toBe('');
  expect(cpu.allowed).toEqual(allowedCpus());
  expect(cpu.allowed.length).toBeGreaterThan(0);
  expect(cpu.allowed.length).toBeLessThanOrEqual(cpu.count);
});
