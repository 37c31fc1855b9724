// `--by membarrier`, `--by kick=50us,2ms`: one version under several values of an option; --sweep names them in the same way.

import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { Arm, OptionValue } from '../documents/plan.js';
import { type OptionSpec, type OptionSpecs, optionText, parseOption, type TextOption } from '../workloads/options.js';
import type { Host, LoadConfig } from './run-config.js';

type AxisSpec = Exclude<OptionSpec, TextOption>;

/** An option as the axis of a comparison, and the values to compare, in the order typed. */
export interface OptionAxis {
  key: string;
  spec: AxisSpec;
  values: OptionValue[];
}

/** @param asked the flag that the axis stands behind */
export function parseAxis(asked: 'by' | 'sweep', text: string, specs: OptionSpecs, host: Host): OptionAxis {
  const [name = '', list] = splitOnce(text.trim(), '=');
  const flag = name.replace(/^--/, '');
  const found = Object.entries(specs).find(([, spec]) => spec.flag === flag);
  if (found === undefined) throw unknownOption(asked, flag, specs);
  const [key, spec] = found;
  if (spec.kind === 'text') {
    throw new UsageError(`--${asked}: ${flag} cannot be an axis`, 'Run each of them, and compare what was saved.');
  }
  const values =
    list === undefined ? allChoices(asked, spec) : list.split(',').map((value) => parseOption(spec, value, host));
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new UsageError(`--${asked} ${flag}: ${optionText(spec, twice)} is given twice`);
  if (asked === 'by' && values.length < 2) {
    throw new UsageError(`--by ${flag}: one value is no comparison`, example(asked, spec));
  }
  return { key, spec, values };
}

/**
 * An arm for each value. What depends on the option by its default differs with it.
 * @param base the load as typed, without the axis.
 * @param loadWith the same with the axis' option set to a value.
 */
export function armsAlong(
  { key, spec, values }: OptionAxis,
  version: string,
  base: LoadConfig,
  loadWith: (set: Readonly<Record<string, OptionValue>>) => LoadConfig,
): Arm[] {
  return values.map((value) => ({
    label: optionText(spec, value),
    version,
    set: changedSettings(base, loadWith({ [key]: value }), [key]),
  }));
}

/** The settings in which two loads differ, and always those with the keys `always`. */
export function changedSettings(
  base: LoadConfig,
  load: LoadConfig,
  always: readonly string[],
): Record<string, OptionValue> {
  const after = Object.entries(load.settings);
  return Object.fromEntries(after.filter(([key, value]) => always.includes(key) || value !== base.settings[key]));
}

function allChoices(asked: string, spec: AxisSpec): OptionValue[] {
  if (spec.kind === 'choice') return [...spec.choices];
  throw new UsageError(`--${asked} ${spec.flag}: which values?`, example(asked, spec));
}

function example(asked: string, spec: AxisSpec): string {
  if (spec.kind === 'choice')
    return `Write --${asked} ${spec.flag} or --${asked} ${spec.flag}=${spec.choices.join(',')}.`;
  const typical = optionText(spec, spec.default);
  const other = optionText(spec, spec.default === 0 ? 1000 : spec.default * 2);
  return `Write the values to compare, as in --${asked} ${spec.flag}=${typical},${other}.`;
}

function unknownOption(asked: string, flag: string, specs: OptionSpecs): UsageError {
  const names = Object.values(specs).map((spec) => spec.flag);
  const meant = nearest(flag, names);
  return new UsageError(
    `--${asked}: '${flag}' is not an option of this workload`,
    meant === undefined ? `Options: ${names.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
