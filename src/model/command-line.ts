// Command lines that are printed to be pasted into a shell.
import { defaultOf, type OptionSpec, type OptionValue, optionText } from './options.js';

/** The words as a shell reads them back, whatever is in them. */
export const commandText = (words: readonly string[]): string => words.map(shellWord).join(' ');

export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export const flagWords = (flag: string, value: string): string[] => [`--${flag}`, value];

/** Nothing for the default, which it has if it is not typed. @param others the options on which the default may depend */
export function optionWords(
  spec: OptionSpec,
  value: OptionValue | undefined,
  others: Readonly<Record<string, OptionValue>> = {},
): string[] {
  const unneeded = value === undefined || value === defaultOf(spec, others);
  return unneeded ? [] : flagWords(spec.flag, optionText(spec, value));
}

/** Nothing for what is not set. */
export const switchWords = (flag: string, set: boolean | undefined): string[] => (set === true ? [`--${flag}`] : []);
