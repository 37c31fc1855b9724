// The flags of `compare`. All values stay texts: the model parses them.
import { boolean as switchFlag, string as textFlag } from '@oclif/core/flags';
import { compareOptions, outputFormats } from '../config/compare-config.js';
import { loadFlags, workloadFlags } from './load-flags.js';

const text = (summary: string, helpValue: string) => textFlag({ summary, helpValue });

export const compareFlags = {
  reference: text('what the others are compared with [default: the first]', '<version>'),
  trials: text('trials of each version [default: 12]', '<n>'),
  'until-decided': switchFlag({ summary: 'run as many as it takes' }),
  'max-time': text('… but no longer than this [default: 5m]', '<time>'),
  'by-patch': text('baseline and each prefix of this series', '<version>'),
  by: text("one version under values of an option (kick=50us,2ms); saved results by 'host'", '<option>'),
  calibrate: switchFlag({ summary: 'run the reference against itself too' }),
  threshold: text('smaller changes are no news [default: 5%]', '<percent>'),
  'min-change': text('… nor are changes of less than this [default: 10us; read-side: 0]', '<time>'),
  'fail-if': textFlag({
    summary: "exit 3 on a decided difference such as 'unmap.latency.p50 > +10%'; repeatable",
    helpValue: '<condition>',
    multiple: true,
  }),
  'fail-if-undecided': switchFlag({ summary: 'exit 3 too if such a condition cannot be decided' }),
  format: text('what is printed [default: terminal]', outputFormats.join('|')),
  junit: text('write the verdicts as JUnit XML', '<file>'),
  out: textFlag({ char: 'o', summary: 'save all trials, raw samples beside them', helpValue: '<file>' }),
  save: text('keep the result as a baseline of this name', '<name>'),
  baseline: text('compare with the reference of a kept result', '<name>'),
  shard: text("run this part of the rounds only, as in 2/8, or 'auto'", '<i>/<n>'),
  force: switchFlag({ summary: 'compare results that differ in more than the version' }),
  ...loadFlags(compareOptions),
  ...workloadFlags(),
};
