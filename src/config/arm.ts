// What a comparison compares: arms, as in any experiment. An arm is a version of the RCU, or one version under one value of
// an option, or what an older file holds of either.

import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { Arm } from '../documents/plan.js';
import type { GpWidth, MembarrierMode, WaitBackend } from '../documents/result.js';
import type { LoadConfig } from './run-config.js';

/** Complains about a reference that is not among the labels. */
export function checkReference(label: string, labels: readonly string[]): void {
  if (labels.includes(label)) return;
  const meant = nearest(label, labels);
  throw new UsageError(
    `--reference: '${label}' is not compared here`,
    meant === undefined ? `Compared are: ${labels.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

/** The load of one arm. Its trials take their seed from the round. */
export function loadOf<Config extends LoadConfig>(base: Config, arm: Arm): Config {
  const { membarrier, wait, gpBits, warmupNs, durationNs, ...options } = arm.set ?? {};
  return {
    ...base,
    membarrier: (membarrier as MembarrierMode | undefined) ?? base.membarrier,
    wait: (wait as WaitBackend | undefined) ?? base.wait,
    gpBits: (gpBits as GpWidth | undefined) ?? base.gpBits,
    warmupNs: Number(warmupNs ?? base.warmupNs),
    durationNs: Number(durationNs ?? base.durationNs),
    options: { ...base.options, ...options },
  };
}
