// The processor and the kernel of this machine, as /proc and /sys describe them.
import { readFileSync } from 'node:fs';
import { cpus, release, version } from 'node:os';
import { parseCpuList } from '../../config/cpu-list.js';
import type { CpuInfo, KernelInfo } from '../../documents/result.js';
import { cgroupCpuLimit } from './cgroup.js';

/**
 * The text of a file under /proc or /sys, trimmed; undefined where the kernel does not offer it, which differs from
 * machine to machine and is a result by itself.
 */
export function readSystemFile(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** The processor, and what this process may have of it. */
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

/** The kernel, and what decides how late a timed wait wakes. */
export function describeKernel(): KernelInfo {
  const clocksource = readSystemFile('/sys/devices/system/clocksource/clocksource0/current_clocksource');
  const timerSlack = readSystemFile('/proc/self/timerslack_ns');
  return {
    release: release(),
    version: version(),
    ...(clocksource !== undefined && { clocksource }),
    ...(timerSlack !== undefined && { timerSlackNs: Number(timerSlack) }),
  };
}

/** `glibc 2.36`; undefined for a C library that Node knows no version of (musl). */
export function describeLibc(): string | undefined {
  // Its network section may wait for name servers.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  if (before !== undefined) report.excludeNetwork = before;
  return header?.glibcVersionRuntime === undefined ? undefined : `glibc ${header.glibcVersionRuntime}`;
}
