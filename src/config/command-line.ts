// The words of an option on a command line that is printed to be pasted into a shell.

import type { OptionValue } from '../documents/plan.js';
import { defaultOf, type OptionSpec, optionText } from '../workloads/options.js';

export const flagWords = (flag: string, value: string): string[] => [`--${flag}`, value];

/** Nothing for the default, which it has if it is not typed. @param others the options on which the default may depend */
export function optionWords(
  spec: OptionSpec,
  value: OptionValue | undefined,
  others: Readonly<Record<string, OptionValue>> = {},
): string[] {
  const unneeded = value === undefined || value === defaultOf(spec, others);
  return unneeded ? [] : flagWords(spec.flag, optionText(spec, value));
}

/** Nothing for what is not set. */
export const switchWords = (flag: string, set: boolean | undefined): string[] => (set === true ? [`--${flag}`] : []);
