// The flags of `fidelity`. All values stay texts: the model parses them.
import { string as textFlag } from '@oclif/core/flags';
import { compareOptions } from '../config/compare-config.js';
import { fidelityVerdicts } from '../documents/fidelity.js';
import { loadFlags, workloadFlags } from './load-flags.js';

const text = (summary: string, helpValue: string) => textFlag({ summary, helpValue });

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
  out: textFlag({ char: 'o', summary: 'save all trials, raw samples beside them', helpValue: '<file>' }),
  ...loadFlags(compareOptions),
  ...workloadFlags(),
};
