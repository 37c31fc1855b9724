import { readFileSync } from 'node:fs';
import { loadavg, release, version } from 'node:os';
import type { KernelInfo, Load } from '../../documents/result.js';

/** How busy the machine is with everything that runs on it. */
export function readLoad(): Load {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  const runnable = /(\d+)\/\d+/.exec(readSystemFile('/proc/loadavg') ?? '')?.[1];
  return { average: [one, five, fifteen], ...(runnable !== undefined && { runnable: Number(runnable) }) };
}

/** CPU time since boot, in the kernel's ticks (both files count in the same unit). */
export interface CpuTicks {
  /** Of all CPUs. */
  total: number;
  steal: number;
  /** Of the CPUs that this process may use: all time, and that which programs used. */
  usable: number;
  busy: number;
  /** How many CPUs those are. */
  cpus: number;
  /** What this process and its children that have ended used. */
  own: number;
}

export const readCpuTicks = (allowed: readonly number[]): CpuTicks | undefined =>
  parseCpuTicks(readSystemFile('/proc/stat'), readSystemFile('/proc/self/stat'), allowed);

/** user, nice, system, idle, iowait, irq, softirq, steal; guest time is in user already. */
const fieldsOfStat = 8;

/** From the texts of /proc/stat and /proc/self/stat. */
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

/** utime, stime, cutime and cstime; the name in parentheses before them may hold anything. */
function ownTicks(self: string | undefined): number | undefined {
  const fields = self
    ?.slice(self.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return fields?.length === 4 && fields.every(Number.isFinite) ? sum(fields) : undefined;
}

/** Share of the CPU time between two readings that the hypervisor gave to others. */
export function stealShare(before: CpuTicks | undefined, after: CpuTicks | undefined): number | undefined {
  if (before === undefined || after === undefined || after.total <= before.total) return undefined;
  return (after.steal - before.steal) / (after.total - before.total);
}

/** Shorter than this a reading in ticks says too little. */
const leastTicks = 20;

/**
 * How many of the usable CPUs other programs kept busy between two readings, on average. The load average does not tell:
 * it remembers this tool's own previous run for minutes.
 */
export function otherCpus(before: CpuTicks | undefined, after: CpuTicks | undefined): number | undefined {
  if (before === undefined || after === undefined || before.cpus !== after.cpus) return undefined;
  const elapsed = (after.usable - before.usable) / after.cpus;
  if (elapsed < leastTicks) return undefined;
  const others = after.busy - before.busy - (after.own - before.own);
  return Math.max(0, Math.round((1000 * others) / elapsed) / 1000);
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
