// The flags of the commands that run or compare loads, made from the declarations of options.
import { boolean as switchFlag, string as textFlag } from '@oclif/core/flags';
import { compareOptions, outputFormats } from '../config/compare-config.js';
import { maxSeed } from '../config/load-config.js';
import { fidelityVerdicts } from '../documents/fidelity.js';
import { workloads } from '../workloads/index.js';
import { machineOptions } from '../workloads/machine.js';
import type { OptionKind } from '../workloads/options.js';
import { defaultText, type OptionSpec, type OptionSpecs, optionText } from '../workloads/options.js';

const placeholders: Record<OptionKind, string> = {
  duration: '<time>',
  size: '<size>',
  rate: '<per s>',
  count: '<n>',
};

/** A flag for each option. Flags stay texts: src/config parses them, so that every error has the same form. */
export function optionFlags(
  specs: OptionSpecs,
  helpGroup: (spec: OptionSpec) => string | undefined = () => undefined,
  otherDefaults: (spec: OptionSpec) => string = () => '',
): Record<string, ReturnType<typeof optionFlag>> {
  const flag = (spec: OptionSpec) => optionFlag(spec, defaultText(spec, specs) + otherDefaults(spec), helpGroup(spec));
  return Object.fromEntries(Object.values(specs).map((spec) => [spec.flag, flag(spec)]));
}

function optionFlag(spec: OptionSpec, byDefault: string, helpGroup: string | undefined) {
  return textFlag({
    summary: `${spec.summary} [default: ${byDefault}]`,
    helpValue: helpValueOf(spec),
    ...(helpGroup !== undefined && { helpGroup }),
  });
}

function helpValueOf(spec: OptionSpec): string {
  if (spec.kind === 'choice') return spec.choices.join('|');
  return spec.kind === 'text' ? spec.helpValue : placeholders[spec.kind];
}

/** @param common the options of every workload, with the command's defaults. */
export const loadFlags = (common: OptionSpecs) => ({
  workload: textFlag({ summary: `the load: ${workloads.map((w) => w.name).join(', ')}`, helpValue: '<name>' }),
  ...optionFlags(common),
  seed: textFlag({ summary: `of the schedule, 0 to ${maxSeed} [default: drawn]`, helpValue: '<n>' }),
  pin: textFlag({ summary: 'CPUs for the threads, as in 0,1 or 0-3 [default: not pinned]', helpValue: '<cpus>' }),
});

/** The flags of all workloads: the machine's in a separate group, the others under the workloads that have them. */
export function workloadFlags(): ReturnType<typeof optionFlags> {
  const machineFlags = Object.values<OptionSpec>(machineOptions).map(({ flag }) => flag);
  const havers = (flag: string) =>
    workloads
      .filter(({ options }) => Object.values(options).some((spec) => spec.flag === flag))
      .map(({ name }) => name);
  const groupOf = ({ flag }: OptionSpec) => (machineFlags.includes(flag) ? 'machine' : havers(flag).join(', '));
  // A later entry replaces an earlier one: the first workload's default is shown, and the machine comes last.
  const own = workloads.map(({ options }) => optionFlags(options, groupOf, otherDefaults)).reverse();
  const all = Object.assign({}, ...own) as ReturnType<typeof optionFlags>;
  const isMachine = ([flag]: [string, unknown]) => machineFlags.includes(flag);
  const inOrder = workloads.flatMap(({ options }) => Object.values(options).map(({ flag }) => flag));
  const sorted = [...new Set(inOrder)].map((flag) => [flag, all[flag]] as [string, (typeof all)[string]]);
  return Object.fromEntries([...sorted.filter((entry) => !isMachine(entry)), ...sorted.filter(isMachine)]);
}

/** `; read-side: none` for each workload whose default differs from that of the first workload with the option. */
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

const text = (summary: string, helpValue: string) => textFlag({ summary, helpValue });

export const compareFlags = {
  reference: text('the version that the others are compared with [default: the first]', '<version>'),
  trials: text('trials of each version [default: 12]', '<n>'),
  'until-decided': switchFlag({ summary: 'add rounds until the headline metrics are decided' }),
  'max-time': text('time limit of --until-decided [default: 5m]', '<time>'),
  'by-patch': text('compare baseline with each patch level of this series', '<version>'),
  by: text("compare values of an option (kick=50us,2ms), or saved results by 'host'", '<option>'),
  calibrate: switchFlag({ summary: 'also compare the reference with itself' }),
  threshold: text('ignore relative changes below this [default: 5%]', '<percent>'),
  'min-change': text('ignore absolute changes below this [default: 10us; read-side: 0]', '<time>'),
  'fail-if': textFlag({
    summary: "exit 3 on a decided difference such as 'unmap.latency.p50 > +10%'; repeatable",
    helpValue: '<condition>',
    multiple: true,
  }),
  'fail-if-undecided': switchFlag({ summary: 'exit 3 also if a --fail-if condition is undecided' }),
  format: text('output format [default: terminal]', outputFormats.join('|')),
  junit: text('write the verdicts as JUnit XML', '<file>'),
  out: textFlag({ char: 'o', summary: 'save all trials; raw samples go to a file next to it', helpValue: '<file>' }),
  save: text('keep the result under this name', '<name>'),
  against: textFlag({
    summary: 'compare with the reference of the result kept under this name',
    helpValue: '<name>',
    aliases: ['baseline'],
    deprecateAliases: true,
  }),
  shard: text("run only this part of the rounds, such as 2/8, or 'auto'", '<i>/<n>'),
  force: switchFlag({ summary: 'compare results that differ in more than the version' }),
  ...loadFlags(compareOptions),
  ...workloadFlags(),
};

export const fidelityFlags = {
  rounds: text('two trials of each version in every round [default: 20]', '<n>'),
  threshold: text('a sample that is off by less is in its place [default: 5%]', '<percent>'),
  'min-change': text('… and so is one off by less than this [default: 10us; read-side: 0]', '<time>'),
  resolution: text("the share out of place that 'same' has to exclude [default: 25%]", '<percent>'),
  'fail-if': textFlag({
    summary: 'exit 3 on this verdict; repeatable',
    helpValue: fidelityVerdicts.join('|'),
    multiple: true,
  }),
  out: textFlag({ char: 'o', summary: 'save all trials; raw samples go to a file next to it', helpValue: '<file>' }),
  ...loadFlags(compareOptions),
  ...workloadFlags(),
};
