import { totalmem } from 'node:os';
import type { Host } from '../../model/run-config.js';
import { allowedCpus } from './cpu.js';

/** What a command line is checked against on this machine. */
export function readHost(): Host {
  const allowed = allowedCpus();
  return { cpus: allowed.length, allowedCpus: allowed, memoryBytes: totalmem() };
}
