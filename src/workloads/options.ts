// An option as data. The flag, its help, its parsing and its limits follow from the spec.

import { UsageError } from '../base/errors.js';
import {
  decimalText,
  durationText,
  parseCount,
  parseDurationNs,
  parseRate,
  parseSizeBytes,
  sizeText,
} from '../base/units.js';
import type { OptionValue } from '../documents/plan.js';

export type { OptionValue } from '../documents/plan.js';

/** The properties of the machine on which limits may depend. */
export interface HostLimits {
  /** CPUs that this process may run on. */
  readonly cpus: number;
  readonly memoryBytes: number;
}

export type OptionKind = 'duration' | 'size' | 'rate' | 'count';
type Limit = number | ((host: HostLimits) => number);

/** A different default if the option `key` has the value `is`. */
interface DefaultWhen<Value extends OptionValue> {
  readonly key: string;
  readonly is: OptionValue;
  readonly default: Value;
}

/** A number with a unit. The value is in base units: ns, bytes, per second, 1. */
export interface NumberOption {
  readonly flag: string;
  readonly kind: OptionKind;
  readonly default: number;
  /** The first condition that is true decides. */
  readonly defaultWhen?: DefaultWhen<number> | readonly DefaultWhen<number>[];
  readonly min: Limit;
  readonly max: Limit;
  /** The description in --help, in one line. */
  readonly summary: string;
}

/** One of several words. */
export interface ChoiceOption {
  readonly flag: string;
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
  readonly defaultWhen?: DefaultWhen<string>;
  readonly summary: string;
}

/** A name, or the name of a file. */
export interface TextOption {
  readonly flag: string;
  readonly kind: 'text';
  readonly helpValue: string;
  readonly default: string;
  readonly summary: string;
}

export type OptionSpec = NumberOption | ChoiceOption | TextOption;
/** Specs by the keys of their values. A key ends in the unit: `renderNs`. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionValues<S extends OptionSpecs> = {
  [K in keyof S]: S[K] extends ChoiceOption ? S[K]['choices'][number] : S[K] extends TextOption ? string : number;
};

const parsers: Record<OptionKind, (text: string) => number> = {
  duration: parseDurationNs,
  size: parseSizeBytes,
  rate: parseRate,
  count: parseCount,
};

/** A value as it is typed. */
export function optionText(spec: OptionSpec, value: OptionValue): string {
  if (spec.kind === 'duration') return durationText(Number(value));
  if (spec.kind === 'size') return sizeText(Number(value));
  return typeof value === 'number' ? decimalText(value) : value;
}

/** Parses and checks the value of one option. @throws UsageError that names the flag */
export function parseOption(spec: OptionSpec, text: string, host: HostLimits): OptionValue {
  if (spec.kind === 'choice') return parseChoice(spec, text);
  if (spec.kind === 'text') return text;
  const value = withFlag(spec.flag, () => parsers[spec.kind](text));
  const [min, max] = [limit(spec.min, host), limit(spec.max, host)];
  if (value >= min && value <= max) return value;
  const range = `${optionText(spec, min)} to ${optionText(spec, max)}`;
  throw new UsageError(`--${spec.flag}: ${text.trim()} is out of range`, `It can be ${range}.`);
}

/** Runs a parser, and adds the flag to its UsageError. */
export function withFlag<T>(flag: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`--${flag}: ${error.message}`, ...error.suggestions);
    throw error;
  }
}

/** The default of an option, given the values of the other options. */
export function defaultOf(spec: OptionSpec, others: Readonly<Record<string, OptionValue>>): OptionValue {
  return otherDefaults(spec).find(({ key, is }) => others[key] === is)?.default ?? spec.default;
}

/** Whether the default of an option depends on the option `key`. */
export const dependsOn = (spec: OptionSpec, key: string): boolean =>
  otherDefaults(spec).some((other) => other.key === key);

function otherDefaults(spec: OptionSpec): readonly DefaultWhen<OptionValue>[] {
  return 'defaultWhen' in spec ? [spec.defaultWhen ?? []].flat() : [];
}

/** The values of all options: the typed values, and the defaults of all other options. */
export function withDefaults<S extends OptionSpecs>(
  specs: S,
  typed: Readonly<Record<string, OptionValue>> = {},
): OptionValues<S> {
  const plain = Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, spec.default]));
  const others = { ...plain, ...typed };
  const values = Object.entries(specs).map(([key, spec]) => [key, typed[key] ?? defaultOf(spec, others)]);
  return Object.fromEntries(values) as OptionValues<S>;
}

/** The values of these specs, in the order of the specs. Other values are left out. */
export function pickValues<S extends OptionSpecs>(
  specs: S,
  values: Readonly<Record<string, unknown>>,
): OptionValues<S> {
  const keys = Object.keys(specs).filter((key) => values[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, values[key]])) as OptionValues<S>;
}

/** The default as --help prints it. */
export function defaultText(spec: OptionSpec, specs: OptionSpecs): string {
  const others = otherDefaults(spec).map(
    ({ key, is, default: value }) => `${optionText(spec, value)} with --${specs[key]?.flag} ${is}`,
  );
  return [optionText(spec, spec.default), ...others].join('; ');
}

function parseChoice(spec: ChoiceOption, text: string): string {
  if (spec.choices.includes(text)) return text;
  throw new UsageError(`--${spec.flag}: '${text}' is not a choice`, `Choices: ${spec.choices.join(', ')}.`);
}

const limit = (value: Limit, host: HostLimits) => (typeof value === 'number' ? value : value(host));
