import { string as textFlag } from '@oclif/core/flags';
import { defaultText, type OptionKind, type OptionSpec, type OptionSpecs } from '../workloads/options.js';

const placeholders: Record<OptionKind, string> = {
  duration: '<time>',
  size: '<size>',
  rate: '<per s>',
  count: '<n>',
};

/** A flag for each option. They stay texts: the model parses them, so that every error has the same form. */
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
