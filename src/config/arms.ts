// The arms of a comparison or a sweep: which version each one runs, and in which settings it differs from the others.
// `--by kick=50us,2ms` compares one version under several values of an option; `--sweep` runs every combination of
// values.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { Arm, ComparisonPlan, OptionValue } from '../documents/plan.js';
import { type OptionSpec, type OptionSpecs, optionText, parseOption, type TextOption } from '../workloads/options.js';
import type { Host, LoadConfig } from './load-config.js';

/** @throws UsageError where no arm has the label of the reference */
export function checkReference(label: string, labels: readonly string[]): void {
  if (labels.includes(label)) return;
  const meant = nearest(label, labels);
  throw new UsageError(
    `--reference: '${label}' is not compared here`,
    meant === undefined ? `Compared are: ${labels.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

/** The load of one arm. The seed of its trials comes from the round. */
export const loadOf = <Config extends LoadConfig>(base: Config, { set = {} }: Arm): Config => ({
  ...base,
  settings: { ...base.settings, ...set },
});

type AxisSpec = Exclude<OptionSpec, TextOption>;

/** The option in which the arms differ, and its values in the order typed. */
interface OptionAxis {
  key: string;
  spec: AxisSpec;
  values: OptionValue[];
}

/** @param asked the flag whose value is `text` */
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
 * One arm for each value. If the default of another option depends on the axis, the arms differ in that option too.
 * @param base the load as typed, without the axis
 * @param loadWith parses the same command line with some settings replaced
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

/**
 * The settings in which `load` differs from `base`. Settings with the keys `always` are included even if they are
 * equal.
 */
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

/** More trials than fit into one night. */
const mostTrials = 10_000;

type Settings = Readonly<Record<string, OptionValue>>;

/**
 * The plan of a sweep: one arm for each version and combination of values, in one round.
 * @param texts the value of each --sweep, as typed
 * @param base the load without any sweep
 * @param loadWith parses the same command line with some settings replaced; throws a UsageError if they contradict each
 * other
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

/** The flag that `vcpus=1,2` sweeps: `vcpus`. */
export const sweptFlag = (text: string): string => text.trim().replace(/^--/, '').split('=')[0] ?? '';

/** All combinations of values. The first axis varies slowest. */
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
