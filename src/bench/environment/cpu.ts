import { cpus } from 'node:os';
import { parseCpuList } from '../../config/cpu-list.js';
import type { CpuInfo } from '../../documents/result.js';
import { cgroupCpuLimit } from './cgroup.js';
import { readSystemFile } from './read-system.js';

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
