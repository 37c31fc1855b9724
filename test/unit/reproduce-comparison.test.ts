import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompareConfig } from '../../src/config/compare-config.js';
import { reproduceComparison } from '../../src/config/reproduce.js';
import { resultConfig } from '../../src/config/result-config.js';
import { runnableNames } from '../../src/versions/catalogue.js';
import { liveOf, parseLine } from '../support/compare-config.js';

/** The Again line of the comparison with this command line. */
function again(line: string): string {
  const config = parseLine(line);
  const { load, plan, untilDecidedNs } = liveOf(config);
  const ran = untilDecidedNs === undefined ? plan : { ...plan, looks: [6] };
  return reproduceComparison(
    resultConfig(
      load,
      plan.arms.map(({ version }) => version),
    ),
    ran,
    config.judgement,
  );
}

/** Everything that determines what is run and how it is judged. */
function essence(config: CompareConfig) {
  const { load, plan, untilDecidedNs } = liveOf(config);
  return { load: { ...load, workload: load.workload.name }, plan, untilDecidedNs, judgement: config.judgement };
}

const command = 'rcu-bench compare ';
const parsedAgain = (line: string) => essence(parseLine(again(line).slice(command.length)));

describe('reproduceComparison', () => {
  test.each([
    ['', 'baseline v3 --seed 77'],
    ['baseline v3 --trials 12 --duration 2s --threshold 5% --min-change 10us --seed 7', 'baseline v3 --seed 7'],
    ['v1 v2 --trials 6 --duration 1s --seed 7', 'v1 v2 --duration 1s --trials 6 --seed 7'],
    ['v1 v2 --reference v2 --seed 7', 'v1 v2 --reference v2 --seed 7'],
    ['v1 v2 --calibrate --seed 7', 'v1 v2 --calibrate --seed 7'],
    ['v1 v2 --until-decided --seed 7', 'v1 v2 --until-decided --seed 7'],
    ['v1 v2 --min-change 0 --threshold 2.5% --seed 7', 'v1 v2 --threshold 2.5% --min-change 0 --seed 7'],
    ['v2 --by kick=2ms,50us --seed 7', 'v2 --by kick=2ms,50us --seed 7'],
    ['--by membarrier --seed 7', 'v3 --by membarrier=off,on,global --seed 7'],
    ['--by-patch v3 --seed 7', 'baseline v3@1 v3@2 v3@3 v3@4 v3@5 --seed 7'],
  ])('of %j', (line, expected) => {
    expect(again(line)).toBe(`${command}${expected}`);
  });

  // A mail shows the threshold as a person would type it.
  test.each(['7%', '0.07%', '14%', '55%', '110%'])('a threshold of %s is printed as typed', (text) => {
    expect(again(`v1 v2 --threshold ${text} --seed 7`)).toBe(`${command}v1 v2 --threshold ${text} --seed 7`);
  });

  test.each([
    'v1 v2 --threshold 0.000001%',
    '--by accel=kvm,none',
    '--accel none --by accel=kvm,tcg',
    '--by accel=kvm,none --io-section 1ms',
    '--by accel=kvm,none --io-section 50us',
    '--accel none --by accel=kvm,none --io-section 500us',
    'v1 v2 --accel none --io-section 50us',
  ])('%s gives the same configuration again', (line) => {
    expect(parsedAgain(line)).toEqual(essence(parseLine(line)));
  });

  const versions = fc.uniqueArray(fc.constantFrom(...runnableNames), { minLength: 2, maxLength: 5 });
  const time = (min: number, max: number) => fc.integer({ min, max }).map((us) => `${us}us`);
  const flag = (name: string, value: fc.Arbitrary<string>) =>
    fc.option(value, { nil: undefined }).map((text) => (text === undefined ? [] : [`--${name} ${text}`]));
  const compared = fc.oneof(
    fc
      .tuple(versions, fc.nat(), fc.boolean())
      .map(([names, i, named]) => [...names, ...(named ? [`--reference ${names[i % names.length]}`] : [])]),
    fc.constantFrom('--by membarrier', '--by kick=50us,2ms', '--by rate=0.5,8', '--by-patch v2').map((axis) => [axis]),
    fc.constantFrom('v1 --by vcpus=1,2 --reference 2', 'v2 --by blob-size=4KiB,1MiB').map((axis) => [axis]),
  );
  const lines = fc
    .tuple(
      compared,
      fc.oneof(flag('trials', fc.integer({ min: 1, max: 100_000 }).map(String)), fc.constant(['--until-decided'])),
      fc.constantFrom([], ['--calibrate']),
      flag('duration', time(100_000, 60_000_000)),
      flag('warmup', time(0, 9_999_999)),
      flag('commit-delay', time(0, 1_000_000)),
      flag('min-change', time(0, 1_000_000)),
      flag(
        'threshold',
        fc.integer({ min: 0, max: 10_000 }).map((tenth) => `${tenth / 10}%`),
      ),
      flag('pin', fc.constantFrom('0', '5,0', '0-2,5')),
      flag('accel', fc.constantFrom('kvm', 'tcg', 'none')),
      flag('seed', fc.integer({ min: 0, max: 2 ** 32 - 1 }).map(String)),
    )
    .map((parts) => parts.flat().join(' '));

  test('its output parses to the same comparison', () => {
    fc.assert(
      fc.property(lines, (line) => {
        expect(parsedAgain(line)).toEqual(essence(parseLine(line)));
      }),
      { numRuns: 300 },
    );
  });
});
