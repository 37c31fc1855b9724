// The options of workloads whose threads call something of the RCU and wait for it, again and again.
import type { NumberOption } from './options.js';

export const gapNs = {
  flag: 'gap',
  kind: 'duration',
  default: 5e6,
  min: 0,
  max: 10e9,
  summary: "mean pause between a caller's calls; 0: none, as in QEMU's rcutorture uperf",
} as const satisfies NumberOption;
