// `run --sweep vcpus=1,2,4 --sweep render=0,2ms`: each version at every combination of the values.

import { UsageError } from '../base/errors.js';
import type { Arm, ComparisonPlan, OptionValue } from '../documents/plan.js';
import { type OptionSpecs, optionText } from '../workloads/options.js';
import { changedSettings, type OptionAxis, parseAxis } from './by-axis.js';
import type { Host, LoadConfig } from './run-config.js';

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
