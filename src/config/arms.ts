// The arms of a comparison or a sweep: which version each one runs, and in which settings it differs from the others.
// `--by kick=50us,2ms` compares one version under several values of an option; `--sweep` runs every combination of values.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { Arm, ComparisonPlan, OptionValue } from '../documents/plan.js';
import { type OptionSpec, type OptionSpecs, optionText, parseOption, type TextOption } from '../workloads/options.js';
import type { Host, LoadConfig } from './load-config.js';

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

type AxisSpec = Exclude<OptionSpec, TextOption>;

/** An option as the axis of a comparison, and the values to compare, in the order typed. */
interface OptionAxis {
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
function changedSettings(base: LoadConfig, load: LoadConfig, always: readonly string[]): Record<string, OptionValue> {
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

/** Beyond it a night is over. */
const mostTrials = 10_000;

type Settings = Readonly<Record<string, OptionValue>>;

/**
 * What is to be run: an arm for each combination and version, once.
 * @param texts as typed behind each --sweep
 * @param base the load without any of them
 * @param loadWith the load with options set to these values; it complains about those that do not go together
 */
export function parseSweep(
  texts: readonly string[],
  versions: readonly string[],
  specs: OptionSpecs,
  host: Host,
  base: LoadConfig,
  loadWith: (set: Settings) => LoadConfig,
): ComparisonPlan {
  const axes = texts.map((text) => parseAxis('sweep', text, specs, host));
  const twice = axes.find(({ key }, i) => axes.findIndex((axis) => axis.key === key) !== i);
  if (twice !== undefined) {
    throw new UsageError(`--sweep ${twice.spec.flag} is given twice`, 'Write all of its values behind one.');
  }
  const trials = axes.reduce((product, { values }) => product * values.length, versions.length);
  if (trials > mostTrials) {
    throw new UsageError(`--sweep: ${trials} trials are too many`, `At most ${mostTrials}: give fewer values.`);
  }
  const arms = combinations(axes).flatMap((chosen) => {
    const set = changedSettings(base, loadWith(chosen), Object.keys(chosen));
    return versions.map((version): Arm => ({ label: labelOf(version, axes, chosen), version, set }));
  });
  return { arms, reference: arms[0]?.label ?? '', rounds: 1, sweep: axes.map(({ key }) => key) };
}

/** The option that `vcpus=1,2` is about. */
export const sweptFlag = (text: string): string => text.trim().replace(/^--/, '').split('=')[0] ?? '';

/** The first axis varies slowest. */
function combinations(axes: readonly OptionAxis[]): Settings[] {
  return axes.reduce<Settings[]>(
    (all, { key, values }) => all.flatMap((chosen) => values.map((value) => ({ ...chosen, [key]: value }))),
    [{}],
  );
}

/** `v3 vcpus=2 render=500us` */
function labelOf(version: string, axes: readonly OptionAxis[], chosen: Settings): string {
  return [version, ...axes.map(({ key, spec }) => `${spec.flag}=${optionText(spec, chosen[key] ?? '')}`)].join(' ');
}
