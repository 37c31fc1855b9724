import { release, version } from 'node:os';
import type { KernelInfo } from '../../documents/result.js';
import { readSystemFile } from './read-system.js';

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
