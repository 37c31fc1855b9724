// Parses command lines of `compare` for tests that need the resulting configuration.

import { UsageError } from '../../src/base/errors.js';
import { readScenario } from '../../src/bench/environment/host.js';
import type { CompareConfig, LiveComparison } from '../../src/config/compare-config.js';
import { parseCompareConfig, type Switch } from '../../src/config/compare-config.js';
import type { Host } from '../../src/config/load-config.js';
import { providerFile } from '../../src/versions/library-file.js';

const host: Host = { cpus: 4, allowedCpus: [0, 1, 2, 5], memoryBytes: 2 ** 32, readScenario, providerFile };
const switchNames: readonly string[] = ['until-decided', 'calibrate', 'force', 'fail-if-undecided'];
/** Names that begin with `file` count as existing result files. */
const fileKind = (name: string) => (name.startsWith('file') ? 'document' : undefined);
/** The seed of a command line without --seed. */
export const drawnSeed = 77;

/** Parses and checks words that a shell has already split. */
export function parseWords(words: readonly string[], variables: Record<string, string> = {}): CompareConfig {
  const around = { host, variables, fileKind, drawSeed: () => drawnSeed };
  const [names, pairs] = split(words);
  const isSwitch = ([flag]: [string, string]) => switchNames.includes(flag);
  const isGate = ([flag]: [string, string]) => flag === 'fail-if';
  const input = {
    names,
    flags: Object.fromEntries(pairs.filter((pair) => !isSwitch(pair) && !isGate(pair))),
    switches: Object.fromEntries(pairs.filter(isSwitch).map(([flag]) => [flag as Switch, true])),
    failIf: pairs.filter(isGate).map(([, value]) => value),
  };
  return parseCompareConfig(input, around);
}

/** Separates names from flags with their values: `--flag value` or `--flag=value`. */
function split(words: readonly string[]): [string[], [string, string][]] {
  const names: string[] = [];
  const pairs: [string, string][] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, flag = '', value] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (flag === '') names.push(word);
    else pairs.push([flag, value ?? (switchNames.includes(flag) ? '' : (rest.shift() ?? ''))]);
  }
  return [names, pairs];
}

export const parseLine = (line: string, variables?: Record<string, string>): CompareConfig =>
  parseWords(line.split(' ').filter(Boolean), variables);

export function liveOf(config: CompareConfig): LiveComparison {
  if (config.source.kind === 'live') return config.source;
  throw new Error('files are compared, nothing is run');
}

export const live = (line: string, variables?: Record<string, string>): LiveComparison =>
  liveOf(parseLine(line, variables));

/** The usage error that an invalid command line causes. */
export function refusal(line: string): UsageError {
  try {
    parseLine(line);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`'${line}' was accepted`);
}
