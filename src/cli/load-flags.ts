// The flags that say what a trial does: `run` and `compare` have the same, with defaults of their own.
import { string as textFlag } from '@oclif/core/flags';
import { maxSeed } from '../config/load-config.js';
import { workloads } from '../workloads/index.js';
import { machineOptions } from '../workloads/machine.js';
import { type OptionSpec, type OptionSpecs, optionText } from '../workloads/options.js';
import { optionFlags } from './option-flags.js';

/** @param common the options of every workload, as the command has them. */
export const loadFlags = (common: OptionSpecs) => ({
  workload: textFlag({ summary: `the load: ${workloads.map((w) => w.name).join(', ')}`, helpValue: '<name>' }),
  ...optionFlags(common),
  seed: textFlag({ summary: `of the schedule, 0 to ${maxSeed} [default: drawn]`, helpValue: '<n>' }),
  pin: textFlag({ summary: 'CPUs for the threads, as in 0,1 or 0-3 [default: not pinned]', helpValue: '<cpus>' }),
});

/** The flags of all workloads: those of the machine in a group of their own, the others under the workloads that have them. */
export function workloadFlags(): ReturnType<typeof optionFlags> {
  const machineFlags = Object.values<OptionSpec>(machineOptions).map(({ flag }) => flag);
  const havers = (flag: string) =>
    workloads
      .filter(({ options }) => Object.values(options).some((spec) => spec.flag === flag))
      .map(({ name }) => name);
  const groupOf = ({ flag }: OptionSpec) => (machineFlags.includes(flag) ? 'machine' : havers(flag).join(', '));
  // Later ones replace earlier ones: of several the first workload's default is shown, and the machine comes last.
  const own = workloads.map(({ options }) => optionFlags(options, groupOf, otherDefaults)).reverse();
  const all = Object.assign({}, ...own) as ReturnType<typeof optionFlags>;
  const isMachine = ([flag]: [string, unknown]) => machineFlags.includes(flag);
  const inOrder = workloads.flatMap(({ options }) => Object.values(options).map(({ flag }) => flag));
  const sorted = [...new Set(inOrder)].map((flag) => [flag, all[flag]] as [string, (typeof all)[string]]);
  return Object.fromEntries([...sorted.filter((entry) => !isMachine(entry)), ...sorted.filter(isMachine)]);
}

/** `; read-side: none` for each workload whose default is not that of the first one that has the option. */
function otherDefaults({ flag }: OptionSpec): string {
  const havers = workloads.flatMap(({ name, options }) => {
    const spec = Object.values<OptionSpec>(options).find((own) => own.flag === flag);
    return spec === undefined ? [] : [{ name, text: optionText(spec, spec.default) }];
  });
  return havers
    .filter(({ text }) => text !== havers[0]?.text)
    .map(({ name, text }) => `; ${name}: ${text}`)
    .join('');
}
