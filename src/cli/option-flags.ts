import { string as textFlag } from '@oclif/core/flags';
import { defaultText, type OptionSpec, type OptionSpecs } from '../model/options.js';

const placeholders: Record<OptionSpec['kind'], string> = {
  duration: '<time>',
  size: '<size>',
  rate: '<per s>',
  count: '<n>',
  choice: '',
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
    helpValue: spec.kind === 'choice' ? spec.choices.join('|') : placeholders[spec.kind],
    ...(helpGroup !== undefined && { helpGroup }),
  });
}
