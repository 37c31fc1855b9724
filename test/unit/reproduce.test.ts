// The Again line repeats a run exactly: for any valid command line, the printed line parses to the same configuration
// after a shell has split it. One property for every command that prints such a line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { shellWord, shellWords } from '../../src/base/shell.js';
import { decimalText } from '../../src/base/units.js';
import { readScenario } from '../../src/bench/environment/host.js';
import { documentOf as exploreDocument } from '../../src/bench/explore.js';
import { compareOptions } from '../../src/config/compare-config.js';
import { exploreOptions } from '../../src/config/explore-config.js';
import type { Host } from '../../src/config/load-config.js';
import {
  reproduceCommand,
  reproduceComparison,
  reproduceExploration,
  reproduceFidelity,
  reproduceFinding,
  reproduceTorture,
} from '../../src/config/reproduce.js';
import { resultConfig } from '../../src/config/result-config.js';
import { tortureOptions } from '../../src/config/torture-config.js';
import { standardScenarios, violations } from '../../src/documents/explore.js';
import { fidelityVerdicts } from '../../src/documents/fidelity.js';
import { delayPoints } from '../../src/documents/torture.js';
import { runnableNames } from '../../src/versions/catalogue.js';
import { commonOptions } from '../../src/workloads/common-options.js';
import { workloads } from '../../src/workloads/index.js';
import { shippedScenarios } from '../../src/workloads/mix.js';
import type { HostLimits, OptionSpec, OptionSpecs } from '../../src/workloads/options.js';
import {
  compareConfigOf,
  exploreConfigOf,
  fidelityConfigOf,
  runConfigOf,
  someHost,
  tortureConfigOf,
} from '../support/command-lines.js';

const oddLibrary = './it\'s my/lib$(mine) "v1".so';
const oddScenario = "mine; it's.jsonc";
const host: Host = {
  ...someHost,
  providerFile: (version) => (version === oddLibrary ? version : undefined),
  readScenario: (name) => readScenario(name === oddScenario ? 'game' : name),
};

/** Chooses one of these lists of words. */
const oneOf = (...lists: string[][]): fc.Arbitrary<string[]> => fc.constantFrom(...lists);
/** A list of words, or an empty list. */
const maybe = (words: fc.Arbitrary<string[]>) => fc.oneof({ weight: 3, arbitrary: fc.constant<string[]>([]) }, words);
const flag = (name: string, value: fc.Arbitrary<string>) => value.map((text) => [`--${name}=${text}`]);
const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
const limit = (value: number | ((host: HostLimits) => number)) => (typeof value === 'number' ? value : value(host));
const share = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map(decimalText),
  fc.constantFrom('0.0000001', '.5', '1', '0.1'),
);

/** Any valid text for an option's value. */
function someValue(spec: OptionSpec): fc.Arbitrary<string> {
  if (spec.kind === 'choice') return fc.constantFrom(...spec.choices);
  if (spec.kind === 'text') return fc.constantFrom(...shippedScenarios, oddScenario);
  const [min, max] = [Math.ceil(limit(spec.min)), Math.min(limit(spec.max), 1e12)];
  const some = fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 1000) }));
  if (spec.kind === 'duration') return some.map((ns) => `${ns}ns`);
  if (spec.kind === 'size') return some.map((bytes) => `${bytes}B`);
  return spec.kind === 'count' ? some.map(String) : fc.oneof(some.map(String), fc.constantFrom('0.0000005', '0.25'));
}

const optionsOf = (specs: OptionSpecs): fc.Arbitrary<string[]> =>
  fc.tuple(...Object.values(specs).map((spec) => maybe(flag(spec.flag, someValue(spec))))).map((words) => words.flat());

const seed = maybe(flag('seed', number(0, 2 ** 32 - 1)));
const versions = (minLength: number, maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...runnableNames, oddLibrary), { minLength, maxLength });
const load = (common: OptionSpecs) =>
  fc
    .constantFrom(...workloads)
    .chain((workload) =>
      fc.tuple(
        fc.constant([`--workload=${workload.name}`]),
        optionsOf(common),
        // One or two flags at a time: larger sets are rarely valid together.
        fc
          .uniqueArray(fc.constantFrom(...Object.values<OptionSpec>(workload.options)), { maxLength: 2 })
          .chain((specs) => fc.tuple(...specs.map((spec) => flag(spec.flag, someValue(spec))))),
        maybe(flag('pin', fc.constantFrom('0', '1,0', '0-1'))),
      ),
    )
    .map(([workload, options, own, pin]) => [...workload, ...options, ...own.flat(), ...pin]);

const line = (...parts: fc.Arbitrary<string[]>[]) => fc.tuple(...parts).map((words) => words.flat());

/** Arguments of `rcu-bench COMMAND` after a shell has split the line. */
function wordsBehind(command: string, text: string): string[] {
  const [program, name, ...words] = shellWords(text);
  expect([program, name]).toEqual(['rcu-bench', command]);
  return words;
}

/**
 * For any accepted line, the line that its configuration prints is accepted and gives an equal configuration.
 * @param parse returns the relevant part of a configuration, and the line that it prints
 */
function isSameAgain(
  command: string,
  lines: fc.Arbitrary<string[]>,
  parse: (words: string[]) => Promise<{ essence: unknown; again: string }>,
  numRuns = 150,
): Promise<void> {
  const accepted = async (words: string[]) => {
    try {
      return await parse(words);
    } catch (error) {
      // The second kind is oclif's error for a repeated flag.
      if (error instanceof UsageError || (error instanceof Error && 'oclif' in error)) return undefined;
      throw error;
    }
  };
  let tried = 0;
  const property = fc.asyncProperty(lines, async (words) => {
    const first = await accepted(words);
    if (first === undefined) return;
    tried += 1;
    const second = await parse(wordsBehind(command, first.again));
    expect(second.essence).toEqual(first.essence);
    expect(second.again).toBe(first.again);
  });
  return fc.assert(property, { numRuns }).then(() => expect(tried).toBeGreaterThan(numRuns / 5));
}

const nameOnly = <Load extends { workload: { name: string } }>(own: Load) => ({ ...own, workload: own.workload.name });
const gates = fc.constantFrom(
  'v3:bql.wait.p50 > +10%',
  'floor.bql.p50 >= 1.5x',
  'floor.handoff.max > +2ms',
  'unmap.latency.p50 < -5%',
);

describe('the Again line', () => {
  test('of run', async () => {
    const traced = oneOf(
      ['--trace=off'],
      ['--trace=traces/blob-unmap-{version}.json'],
      ['--trace=my traces/$x {version}.pftrace'],
      ['--trace={version}.rcutrace', '--trace-mode=stream'],
      ['--trace-mode=stream', '--account-trace=3'],
      ['--trace-if=stall'],
      ['--trace-if=unmap.latency > 20ms', '--trace-buffer=2048'],
    );
    const sweeps = oneOf(
      ['--sweep=vcpus=1,2'],
      ['--sweep=accel=kvm,none', '--sweep=kick=50us,2ms'],
      ['--sweep=membarrier', '--sweep=io-rate=0.0000005,8'],
    );
    const lines = line(versions(0, 3), load(commonOptions), fc.oneof(maybe(traced), sweeps), seed);
    await isSameAgain('run', lines, async (words) => {
      const { outFile: _, format: __, ...config } = await runConfigOf(words, host);
      const again = reproduceCommand(resultConfig(config, config.versions, config), config.plan);
      return { essence: nameOnly(config), again };
    });
  });

  test('of compare', async () => {
    const compared = fc.oneof(
      line(versions(2, 4), maybe(flag('reference', fc.constantFrom('v3', 'baseline')))),
      oneOf(['v1', '--by=membarrier'], ['v3', '--by=kick=2ms,50us'], ['--by=io-rate=0.0000005,1'], ['--by-patch=v3']),
      oneOf(['v1', '--by=duration=1s,3s', '--reference=3s'], [oddLibrary, '--by=accel=kvm,none']),
    );
    const lines = line(
      compared,
      load(compareOptions),
      fc.oneof(
        maybe(flag('trials', number(1, 1000))),
        oneOf(['--until-decided']),
        number(1, 1e9).map((ms) => ['--until-decided', `--max-time=${ms}ms`]),
      ),
      maybe(fc.constant(['--calibrate'])),
      maybe(
        flag(
          'threshold',
          share.map((text) => `${text}%`),
        ),
      ),
      maybe(
        flag(
          'min-change',
          number(0, 1e9).map((ns) => `${ns}ns`),
        ),
      ),
      maybe(fc.uniqueArray(gates, { minLength: 1 }).map((all) => all.map((gate) => `--fail-if=${gate}`))),
      maybe(fc.constant(['--fail-if-undecided'])),
      maybe(fc.constant(['--shard=2/3'])),
      seed,
    );
    await isSameAgain('compare', lines, async (words) => {
      const { source, judgement } = await compareConfigOf(words, {}, () => 1, host);
      if (source.kind !== 'live') throw new Error('nothing is run');
      const { load: own, plan, untilDecidedNs } = source;
      const ran = untilDecidedNs === undefined ? plan : { ...plan, rounds: 6, looks: [6] };
      const config = resultConfig(
        own,
        plan.arms.map((arm) => arm.version),
      );
      const essence = { load: nameOnly(own), plan, untilDecidedNs, judgement };
      return { essence, again: reproduceComparison(config, ran, judgement) };
    });
  });

  test('of fidelity', async () => {
    const lines = line(
      versions(2, 2),
      load(compareOptions),
      maybe(flag('rounds', number(1, 1000))),
      maybe(
        flag(
          'threshold',
          share.map((text) => `${text}%`),
        ),
      ),
      maybe(flag('resolution', fc.constantFrom('10%', '0.0000001%', '33.3%'))),
      maybe(
        flag(
          'min-change',
          number(0, 1e9).map((ns) => `${ns}ns`),
        ),
      ),
      maybe(fc.uniqueArray(fc.constantFrom(...fidelityVerdicts)).map((all) => all.map((one) => `--fail-if=${one}`))),
      seed,
    );
    await isSameAgain('fidelity', lines, async (words) => {
      const { source, judgement } = await fidelityConfigOf(words, host);
      if (source.kind !== 'live') throw new Error('nothing is run');
      const { load: own, plan } = source;
      const config = resultConfig(
        own,
        plan.arms.map((arm) => arm.version),
      );
      const essence = { load: nameOnly(own), plan, judgement };
      return { essence, again: reproduceFidelity(config, plan, judgement) };
    });
  });

  test('of torture', async () => {
    const delay = fc
      .tuple(fc.constantFrom(...Object.keys(delayPoints)), number(0, 1e9), share)
      .map(([point, ns, probability]) => `--perturb=${point}=${ns}ns@${probability}`);
    const lines = line(
      versions(0, 3),
      optionsOf(tortureOptions),
      maybe(fc.oneof(oneOf(['--perturb=off']), fc.array(fc.oneof(delay, fc.constant('--perturb=auto'))))),
      maybe(oneOf(['--trace=off'], ["--trace=it's {version}.json"])),
      seed,
    );
    await isSameAgain('torture', lines, async (words) => {
      const config = await tortureConfigOf(words, host);
      return { essence: config, again: reproduceTorture({ ...config, versions: [...config.versions] }) };
    });
  });

  const explored = (...more: fc.Arbitrary<string[]>[]) =>
    line(
      fc.constantFrom('v1', 'v3', 'v3@4').map((name) => [name]),
      maybe(flag('scenario', fc.constantFrom(...standardScenarios, oddScenario))),
      maybe(fc.constant(['--atomic-call'])),
      maybe(fc.constant(['--early-timers'])),
      maybe(fc.uniqueArray(fc.constantFrom(...violations)).map((all) => all.map((one) => `--past=${one}`))),
      ...more,
    );
  const read = (name: string) => (name === oddScenario ? 'A: call' : undefined);

  test('of explore', async () => {
    const lines = explored(
      optionsOf(exploreOptions),
      maybe(fc.constant(['--no-prune'])),
      maybe(fc.constant(['--strategy=pct', '--seed=7'])),
    );
    await isSameAgain(
      'explore',
      lines,
      async (words) => {
        const config = await exploreConfigOf(words, read);
        return { essence: config, again: reproduceExploration(exploreDocument(config, [], true, undefined)) };
      },
      30,
    );
  });

  test('of a finding repeats the same execution', async () => {
    const schedule = '0x6,1x7';
    await isSameAgain(
      'explore',
      explored(),
      async (words) => {
        const config = await exploreConfigOf(words, read);
        const scenario = config.scenario?.name ?? 'drain';
        const { version, atomicCall, earlyTimers, past } = config;
        const finding = {
          scenario,
          property: 'once',
          severity: 'violation',
          count: 1,
          preemptions: 1,
          schedule,
        } as const;
        return {
          essence: { version, scenario, atomicCall, earlyTimers, past, replay: schedule },
          again: reproduceFinding(exploreDocument(config, [], true, undefined), finding),
        };
      },
      30,
    );
  });
});

test('a quoted word passes through a shell unchanged', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (word) => {
      expect(shellWords(`a ${shellWord(word)}`)[1] ?? '').toBe(word);
    }),
  );
});

test('numbers are printed without exponents, and parse to the same values', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(decimalText(value)).toMatch(/^\d+(\.\d+)?$/);
      expect(Number(decimalText(value))).toBe(value);
    }),
  );
});
