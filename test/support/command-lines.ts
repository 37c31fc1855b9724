// Parses command lines the way the commands do, without running a command.

import { Parser } from '@oclif/core';
import { readScenario } from '../../src/bench/environment/host.js';
import Compare from '../../src/commands/compare.js';
import Explore from '../../src/commands/explore.js';
import Fidelity from '../../src/commands/fidelity.js';
import ProviderCheck from '../../src/commands/provider/check.js';
import Run from '../../src/commands/run.js';
import Torture from '../../src/commands/torture.js';
import { type CompareInput, parseCompareConfig } from '../../src/config/compare-config.js';
import { parseExploreConfig } from '../../src/config/explore-config.js';
import { parseFidelityConfig } from '../../src/config/fidelity-config.js';
import type { Flags, Host } from '../../src/config/load-config.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { parseCheckConfig, parseTortureConfig } from '../../src/config/torture-config.js';
import type { FileKind } from '../../src/files/file-kind.js';

export const someHost: Host = {
  cpus: 2,
  allowedCpus: [0, 1],
  memoryBytes: 2 ** 34,
  readScenario,
  /** Provider files that the manual mentions. */
  providerFile: (version) =>
    /^(\.\/lib(toy|mine)\.so|mine|qemu-10\.2\.2)$/.test(version) ? `/home/me/${version}` : undefined,
};

/** Kinds of the files that the manual mentions. */
export const someKind = (name: string): FileKind | undefined => (name.endsWith('.json') ? 'document' : undefined);

/** Splits a command line as a shell does, without expanding variables. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** @param words after `rcu-bench compare` */
export async function compareConfigOf(
  words: string[],
  variables: Record<string, string> = {},
  drawSeed = () => 1,
  host: Host = someHost,
) {
  const { argv, flags } = await Parser.parse(words, { flags: Compare.flags, strict: false });
  const entries = Object.entries(flags);
  const input: CompareInput = {
    names: argv as string[],
    flags: Object.fromEntries(entries.filter(([, value]) => typeof value === 'string')) as Flags,
    switches: Object.fromEntries(entries.filter(([, value]) => value === true)),
    failIf: (flags['fail-if'] as string[] | undefined) ?? [],
  };
  return parseCompareConfig(input, {
    host,
    variables,
    fileKind: someKind,
    drawSeed,
  });
}

/** @param words after `rcu-bench fidelity` */
export async function fidelityConfigOf(words: string[], host: Host = someHost) {
  const { argv, flags } = await Parser.parse(words, { flags: Fidelity.flags, strict: false });
  const { 'fail-if': failIf = [], ...texts } = flags as Flags & { 'fail-if'?: string[] };
  const around = { host, fileKind: someKind, drawSeed: () => 1 };
  return parseFidelityConfig({ names: argv as string[], flags: texts as Flags, failIf }, around);
}

/** @param words after `rcu-bench run`; --json is ignored, because oclif adds it to every command */
export async function runConfigOf(words: string[], host: Host = someHost) {
  const own = words.filter((word) => word !== '--json');
  const { argv, flags } = await Parser.parse(own, { flags: Run.flags, strict: false });
  const { sweep: sweeps = [], ...texts } = flags as Flags & { sweep?: string[] };
  return parseRunConfig({ versions: argv as string[], flags: texts, sweeps }, host, () => 1);
}

/** @param words after `rcu-bench torture` */
export async function tortureConfigOf(words: string[], host: Host = someHost) {
  const { argv, flags } = await Parser.parse(words, { flags: Torture.flags, strict: false });
  const { perturb = [], ...texts } = flags as Flags & { perturb?: string[] };
  return parseTortureConfig(argv as string[], texts as Flags, perturb, host, () => 1);
}

/** @param words after `rcu-bench provider check` */
export async function checkConfigOf(words: string[]) {
  const { args, flags } = await Parser.parse(words, { args: ProviderCheck.args, flags: ProviderCheck.flags });
  return parseCheckConfig(args.provider as string, flags as Flags, someHost, () => 1);
}

/** @param words after `rcu-bench explore` */
export async function exploreConfigOf(words: string[], read: (name: string) => string | undefined = () => undefined) {
  const { argv, flags } = await Parser.parse(words, { flags: Explore.flags, strict: false });
  const switches = {
    atomicCall: flags['atomic-call'] === true,
    earlyTimers: flags['early-timers'] === true,
    prune: flags['no-prune'] !== true,
    past: (flags.past as string[] | undefined) ?? [],
  };
  const texts = Object.fromEntries(Object.entries(flags).filter(([, value]) => typeof value === 'string')) as Flags;
  return parseExploreConfig(String(argv[0]), texts, switches, someHost, { read }, () => 1);
}
