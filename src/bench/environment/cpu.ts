// The processor, and the CPUs and CPU time that this process may use.
import { cpus } from 'node:os';
import { posix } from 'node:path';
import { parseCpuList } from '../../config/cpu-list.js';
import type { CpuInfo } from '../../documents/result.js';
import { readSystemFile } from './load.js';

/** The processor, and the part of it that this process may use. */
export function describeCpu(): CpuInfo {
  const quota = cgroupCpuLimit(readSystemFile);
  const governor = readSystemFile('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor');
  const smt = readSystemFile('/sys/devices/system/cpu/smt/active');
  const hypervisor = hypervisorName();
  return {
    model: cpus()[0]?.model.trim() || 'unknown',
    count: cpus().length,
    allowed: allowedCpus(),
    ...(quota !== undefined && { quota }),
    ...(governor !== undefined && { governor }),
    ...(smt !== undefined && { smt: smt === '1' }),
    ...(hypervisor !== undefined && { hypervisor }),
  };
}

/** CPUs that this process may run on (sched_getaffinity), ascending. */
export function allowedCpus(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readSystemFile('/proc/self/status') ?? '')?.[1];
  return list === undefined ? cpus().map((_, i) => i) : parseCpuList(list);
}

function hypervisorName(): string | undefined {
  const type = readSystemFile('/sys/hypervisor/type');
  if (type !== undefined) return type;
  const virtual = /^flags\s*:.*\bhypervisor\b/m.test(readSystemFile('/proc/cpuinfo') ?? '');
  if (!virtual) return undefined;
  const maker = ['sys_vendor', 'product_name'].map((name) => readSystemFile(`/sys/class/dmi/id/${name}`));
  return maker.filter((text) => text !== undefined).join(' ') || 'unknown';
}

/** Reads a file under /proc or /sys. Undefined: there is no such file. */
type ReadSystemFile = (path: string) => string | undefined;

/** The smallest CPU limit from this process's control group up to the root, in CPUs. Undefined: there is no limit. */
export function cgroupCpuLimit(read: ReadSystemFile): number | undefined {
  const mounts = parseMounts(read('/proc/self/mountinfo') ?? '');
  const limits = parseMembership(read('/proc/self/cgroup') ?? '').flatMap((membership) => {
    const mount = mounts.find(({ version, controllers }) => isFor(membership, version, controllers));
    if (mount === undefined) return [];
    return foldersUp(mount, membership.path).flatMap((folder) => limitAt(mount.version, folder, read) ?? []);
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** Parses cpu.max of cgroup version 2, `<quota us> <period us>` or `max …`. @returns CPUs */
export function cpuQuota(cpuMax: string | undefined): number | undefined {
  const [quota, period] = (cpuMax ?? 'max').split(' ');
  return inCpus(quota, period);
}

interface Mount {
  version: 1 | 2;
  /** cgroup version 1 only: the controllers of this hierarchy. */
  controllers: string[];
  /** The group at the mount point. In many containers this is not the root of the hierarchy. */
  root: string;
  point: string;
}

interface Membership {
  /** Empty: cgroup version 2. */
  controllers: string[];
  path: string;
}

/** Parses lines such as `4:cpu,cpuacct:/user.slice` and `0::/user.slice`. */
function parseMembership(text: string): Membership[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (match === null) return [];
    const controllers = (match[1] ?? '').split(',').filter((name) => name !== '');
    return controllers.length === 0 || controllers.includes('cpu') ? [{ controllers, path: match[2] ?? '/' }] : [];
  });
}

/** Parses lines such as `34 31 0:31 ROOT POINT rw,relatime shared:9 - cgroup2 cgroup2 rw`. `\040` is a space. */
function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line): Mount[] => {
    const [before, after] = line.split(' - ');
    const [, , , root, point] = before?.split(' ').map(decodePath) ?? [];
    const [type, , options = ''] = after?.split(' ') ?? [];
    if (root === undefined || point === undefined) return [];
    if (type === 'cgroup2') return [{ version: 2, controllers: [], root, point }];
    return type === 'cgroup' ? [{ version: 1, controllers: options.split(','), root, point }] : [];
  });
}

const decodePath = (path: string) =>
  path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));

function isFor(membership: Membership, version: 1 | 2, controllers: readonly string[]): boolean {
  return membership.controllers.length === 0 ? version === 2 : version === 1 && controllers.includes('cpu');
}

/** The folders from the group up to the mount point. For a group outside the mount, the mount point alone. */
function foldersUp({ root, point }: Mount, group: string): string[] {
  const below = posix.relative(root, group);
  const parts = below === '..' || below.startsWith('../') ? [] : below.split('/').filter((part) => part !== '');
  return [point, ...parts.map((_, i) => [point, ...parts.slice(0, i + 1)].join('/'))];
}

function limitAt(version: 1 | 2, folder: string, read: ReadSystemFile): number | undefined {
  if (version === 2) return cpuQuota(read(`${folder}/cpu.max`));
  return inCpus(read(`${folder}/cpu.cfs_quota_us`), read(`${folder}/cpu.cfs_period_us`));
}

function inCpus(quotaUs: string | undefined, periodUs: string | undefined): number | undefined {
  const cpus = Number(quotaUs) / Number(periodUs ?? 100_000);
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
}
