// CPU lists in the kernel's format, such as `0,2-4`.
import { UsageError } from '../base/errors.js';

/**
 * Parses a CPU list in the kernel's format: `0,2-4` is [0, 2, 3, 4]. Keeps the order.
 * @throws UsageError for a duplicate
 */
export function parseCpuList(text: string): number[] {
  const cpus = text.split(',').flatMap(parseRange);
  const twice = cpus.find((cpu, i) => cpus.indexOf(cpu) !== i);
  if (twice !== undefined) throw new UsageError(`CPU ${twice} is given twice`);
  return cpus;
}

/** The shortest text of a sorted list: [0, 1, 2, 5] → `0-2,5`. */
export function cpuListText(cpus: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const cpu of cpus) {
    const last = ranges.at(-1);
    if (last !== undefined && cpu === last[1] + 1) last[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

const mostCpus = 65_536;

function parseRange(part: string): number[] {
  const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
  const from = Number(match?.[1]);
  const to = Number(match?.[2] ?? from);
  if (!match || to < from || to >= mostCpus) {
    throw new UsageError(`'${part}' is not a CPU or a range of CPUs`, 'Write CPUs as 0,1 or 0-3.');
  }
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
