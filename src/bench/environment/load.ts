// How busy the machine is, and the kernel, as /proc and /sys describe them.
import { readFileSync } from 'node:fs';
import { loadavg, release, version } from 'node:os';
import type { KernelInfo, Load } from '../../documents/result.js';

/** How busy the machine is with all programs. */
export function readLoad(): Load {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  const runnable = /(\d+)\/\d+/.exec(readSystemFile('/proc/loadavg') ?? '')?.[1];
  return { average: [one, five, fifteen], ...(runnable !== undefined && { runnable: Number(runnable) }) };
}

/** CPU time since boot, in kernel ticks. */
export interface CpuTicks {
  /** All CPUs, all states. */
  total: number;
  steal: number;
  /** The CPUs that this process may use: all states, and busy with programs. */
  usable: number;
  busy: number;
  /** The number of CPUs that this process may use. */
  cpus: number;
  /** CPU time of this process and of its ended children. */
  own: number;
}

export const readCpuTicks = (allowed: readonly number[]): CpuTicks | undefined =>
  parseCpuTicks(readSystemFile('/proc/stat'), readSystemFile('/proc/self/stat'), allowed);

/** user, nice, system, idle, iowait, irq, softirq, steal. The user time includes guest time. */
const fieldsOfStat = 8;

/** @param stat the text of /proc/stat @param self the text of /proc/self/stat */
export function parseCpuTicks(
  stat: string | undefined,
  self: string | undefined,
  allowed: readonly number[],
): CpuTicks | undefined {
  const all = ticksOf(stat, 'cpu');
  const each = allowed.map((cpu) => ticksOf(stat, `cpu${cpu}`)).filter((ticks) => ticks !== undefined);
  const own = ownTicks(self);
  if (all === undefined || each.length === 0 || own === undefined) return undefined;
  return {
    total: sum(all),
    steal: all[7] ?? 0,
    usable: sum(each.map(sum)),
    busy: sum(each.map((ticks) => sum(ticks.slice(0, 3)))),
    cpus: each.length,
    own,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function ticksOf(stat: string | undefined, name: string): number[] | undefined {
  const line = new RegExp(`^${name} +([\\d ]+)$`, 'm').exec(stat ?? '')?.[1];
  const ticks = line?.split(' ').map(Number).slice(0, fieldsOfStat);
  return ticks?.length === fieldsOfStat ? ticks : undefined;
}

/** The sum of utime, stime, cutime and cstime. The name in parentheses before them may contain any character. */
function ownTicks(self: string | undefined): number | undefined {
  const fields = self
    ?.slice(self.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return fields?.length === 4 && fields.every(Number.isFinite) ? sum(fields) : undefined;
}

/** The share of CPU time between two readings that the hypervisor gave to other machines. */
export function stealShare(before: CpuTicks | undefined, after: CpuTicks | undefined): number | undefined {
  if (before === undefined || after === undefined || after.total <= before.total) return undefined;
  return (after.steal - before.steal) / (after.total - before.total);
}

/** Over fewer ticks the rounding error of the readings is too large. */
const leastTicks = 20;

/**
 * How many of the usable CPUs other programs kept busy between two readings, on average. The load average would not do:
 * for minutes it includes this tool's previous run.
 */
export function otherCpus(before: CpuTicks | undefined, after: CpuTicks | undefined): number | undefined {
  if (before === undefined || after === undefined || before.cpus !== after.cpus) return undefined;
  const elapsed = (after.usable - before.usable) / after.cpus;
  if (elapsed < leastTicks) return undefined;
  const others = after.busy - before.busy - (after.own - before.own);
  return Math.max(0, Math.round((1000 * others) / elapsed) / 1000);
}

/** The kernel, and its settings that decide how late a timed wait ends. */
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

/** `glibc 2.36`. Undefined for a C library whose version Node does not know (musl). */
export function describeLibc(): string | undefined {
  // The network section of the report may wait for name servers.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  if (before !== undefined) report.excludeNetwork = before;
  return header?.glibcVersionRuntime === undefined ? undefined : `glibc ${header.glibcVersionRuntime}`;
}

/**
 * The trimmed text of a file under /proc or /sys. Undefined if the kernel does not offer the file, which differs
 * between machines and is no error.
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
