// What a comparison compares: arms, as in any experiment. An arm is a version of the RCU, or one version under one value of
// an option, or what an older file holds of either.

import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { Arm } from '../documents/plan.js';
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
export const loadOf = <Config extends LoadConfig>(base: Config, { set = {} }: Arm): Config => ({
  ...base,
  settings: { ...base.settings, ...set },
});
