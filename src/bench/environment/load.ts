import { loadavg } from 'node:os';
import type { Load } from '../../model/result.js';
import { readSystemFile } from './read-system.js';

/** How busy the machine is with everything that runs on it. */
export function readLoad(): Load {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  const runnable = /(\d+)\/\d+/.exec(readSystemFile('/proc/loadavg') ?? '')?.[1];
  return { average: [one, five, fifteen], ...(runnable !== undefined && { runnable: Number(runnable) }) };
}

/** CPU time of all CPUs since boot, in ticks. */
export interface CpuTicks {
  total: number;
  steal: number;
}

export const readCpuTicks = (): CpuTicks | undefined => parseCpuTicks(readSystemFile('/proc/stat'));

/** From the text of /proc/stat. user, nice, system, idle, iowait, irq, softirq, steal; guest time is in user already. */
export function parseCpuTicks(stat: string | undefined): CpuTicks | undefined {
  const fields = /^cpu\s+([\d ]+)$/m
    .exec(stat ?? '')?.[1]
    ?.split(' ')
    .map(Number);
  if (fields === undefined || fields.length < 8) return undefined;
  return { total: fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0), steal: fields[7] ?? 0 };
}

/** Share of the CPU time between two readings that the hypervisor gave to others. */
export function stealShare(before: CpuTicks | undefined, after: CpuTicks | undefined): number | undefined {
  if (before === undefined || after === undefined || after.total <= before.total) return undefined;
  return (after.steal - before.steal) / (after.total - before.total);
}
