// The facts about the machine that every result contains, so that other people can judge the figures.
import { arch, hostname, platform, totalmem } from 'node:os';
import { UsageError } from '../../base/errors.js';
import type { Environment } from '../../documents/result.js';
import { type MembarrierMode, membarrierModes } from '../../documents/result.js';
import { probeMembarrier } from '../../engine/engine.js';
import { afterTrials, inspectProviders } from '../providers.js';
import { describeCpu } from './cpu.js';
import { type CpuTicks, describeKernel, describeLibc, otherCpus, readCpuTicks, readLoad, stealShare } from './load.js';

/** The machine before a run. finishEnvironment() adds the facts that are known only after the run. */
interface StartedEnvironment {
  described: Omit<Environment, 'after' | 'finishedAt' | 'stealShare' | 'otherCpus'>;
  ticks: CpuTicks | undefined;
}

/**
 * To be called before the first trial.
 * @param versions the versions of the run. The libraries among them are inspected.
 * @throws UserError if a library cannot be used
 */
export async function startEnvironment(versions: readonly string[]): Promise<StartedEnvironment> {
  const before = readLoad();
  const providers = await inspectProviders(versions);
  const libc = describeLibc();
  const described = {
    startedAt: new Date().toISOString(),
    hostname: hostname(),
    platform: platform(),
    arch: arch(),
    cpu: describeCpu(),
    kernel: describeKernel(),
    memoryBytes: totalmem(),
    ...(libc !== undefined && { libc }),
    ...(providers.length > 0 && { providers }),
    membarrier: describeMembarrier(),
    before,
  };
  return { described, ticks: readCpuTicks(described.cpu.allowed) };
}

/** To be called when all trials have ended: the CPU time of a running child would count as another program's. */
export function finishEnvironment({ described, ticks }: StartedEnvironment): Environment {
  const now = readCpuTicks(described.cpu.allowed);
  const stolen = stealShare(ticks, now);
  const others = otherCpus(ticks, now);
  const { startedAt, ...machine } = described;
  return {
    startedAt,
    finishedAt: new Date().toISOString(),
    ...machine,
    ...(machine.providers && { providers: afterTrials(machine.providers) }),
    after: readLoad(),
    ...(stolen !== undefined && { stealShare: stolen }),
    ...(others !== undefined && { otherCpus: others }),
  };
}

/** @throws UsageError if this machine does not support the membarrier mode */
export function checkMembarrier(mode: MembarrierMode, { described }: StartedEnvironment): void {
  const usable = described.membarrier[mode];
  if (usable === true) return;
  throw new UsageError(`--membarrier ${mode} does not work on this machine: ${usable}`, 'Use --membarrier off.');
}

function describeMembarrier(): Environment['membarrier'] {
  const modes = membarrierModes.map((mode) => [mode, probeMembarrier(mode)]);
  return Object.fromEntries(modes) as Environment['membarrier'];
}
