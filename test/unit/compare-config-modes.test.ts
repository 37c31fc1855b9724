// The number of rounds, shards of them, and files instead of versions.
import { describe, expect, test } from 'vitest';
import { live, parseLine, refusal } from '../support/compare-config.js';

describe('rounds', () => {
  test('have the number that --trials sets', () => {
    expect(live('--trials 1').plan.rounds).toBe(1);
    expect(live('--trials 100000').plan.rounds).toBe(100_000);
  });

  test('--until-decided sets no fixed number', () => {
    expect(live('--until-decided').untilDecidedNs).toBe(300e9);
    expect(live('--until-decided --max-time 90s').untilDecidedNs).toBe(90e9);
  });

  test.each([
    ['--trials 0', /^--trials: 0 is out of range/],
    ['--trials 100001', /^--trials: 100001 is out of range/],
    ['--trials x', /^--trials: 'x' is not a whole number/],
    ['--trials -1', /^--trials: '-1' is not a whole number/],
    ['--max-time 5m', /^--max-time belongs to --until-decided/],
    ['--until-decided --max-time 5', /^--max-time: '5' has no unit/],
    ['--until-decided --trials 12', /^--trials and --until-decided exclude each other/],
    ['--until-decided --shard 1/2 --seed 1', /^--shard and --until-decided exclude each other/],
  ])('%s is rejected', (line, message) => {
    expect(refusal(line).message).toMatch(message);
  });
});

describe('--shard', () => {
  test('selects a part of the same plan', () => {
    const { shard, ...plan } = live('--shard 2/12 --seed 1').plan;
    expect(shard).toEqual({ index: 2, count: 12 });
    expect(plan).toEqual(live('--seed 1').plan);
    expect(live('--shard auto/3 --seed 1', { JOB_COMPLETION_INDEX: '2' }).plan.shard).toEqual({ index: 3, count: 3 });
  });

  test.each([
    ['--shard 1/2', /^--shard: without --seed each shard would draw its own/],
    ['--shard 1/13 --seed 1', /^--shard: 12 rounds do not give 13 shards one each/],
    ['--shard 1/4 --trials 3 --seed 1', /^--shard: 3 rounds do not give 4 shards one each/],
    ['--shard 3/2 --seed 1', /^--shard: 3\/2 is not a part of a whole/],
  ])('%s is rejected', (line, message) => {
    const error = refusal(line);
    expect(error.message).toMatch(message);
    expect(error.suggestions.length).toBeGreaterThan(0);
  });
});

describe('files', () => {
  test('are compared without running trials', () => {
    expect(parseLine('file-a file-b').source).toEqual({ kind: 'saved', files: ['file-a', 'file-b'] });
    expect(parseLine('a.json').source).toEqual({ kind: 'saved', files: ['a.json'] });
    expect(parseLine('there/a there/b --by host --reference v1 --force')).toMatchObject({
      source: { kind: 'saved', files: ['there/a', 'there/b'], axis: 'host', reference: 'v1' },
      force: true,
    });
  });

  test('are judged and printed like new trials', () => {
    const config = parseLine('a.json b.json --threshold 2% --min-change 1us --format csv --junit j.xml --against old');
    expect(config).toMatchObject({
      judgement: { relativeThreshold: 0.02, absoluteThresholdNs: 1000 },
      outputs: { format: 'csv', junitFile: 'j.xml' },
      against: 'old',
    });
  });

  test.each(['a.json v3', 'v3 a.json', 'baseline file-a v3'])('%s: files cannot be combined with versions', (line) => {
    const error = refusal(line);
    expect(error.message).toMatch(/^'(a\.json|file-a)' is a file, '(v3|baseline)' is not$/);
    expect(error.suggestions[0]).toContain('--against NAME');
  });

  test.each([
    '--trials 5',
    '--until-decided',
    '--calibrate',
    '--by-patch v3',
    '--max-time 5m',
    '--shard 1/2',
    '--seed 1',
    '--pin 0',
    '--duration 1s',
    '--warmup 1s',
    '--membarrier on',
    '--kick 2ms',
    '--rate 8',
  ])('%s only applies to new trials, and is rejected', (option) => {
    const flag = option.split(' ')[0];
    expect(refusal(`a.json b.json ${option}`).message).toBe(`${flag} is about running; saved results are only read`);
  });
});

describe('judgement and outputs', () => {
  test.each([
    ['0%', 0],
    ['5%', 0.05],
    ['12.5%', 0.125],
    ['1000%', 10],
  ])('--threshold %s', (text, threshold) => {
    expect(parseLine(`--threshold ${text}`).judgement.relativeThreshold).toBe(threshold);
  });

  test('--min-change may be 0', () => {
    expect(parseLine('--min-change 0').judgement.absoluteThresholdNs).toBe(0);
    expect(parseLine('--min-change 2.5ms').judgement.absoluteThresholdNs).toBe(2.5e6);
  });

  test.each(['terminal', 'markdown', 'csv', 'json', 'mail'])('--format %s', (format) => {
    expect(parseLine(`--format ${format}`).outputs.format).toBe(format);
  });

  test('files and names for saving the result', () => {
    expect(parseLine('--out o.json --junit j.xml --save v3.of-May_1').outputs).toEqual({
      format: 'terminal',
      outFile: 'o.json',
      junitFile: 'j.xml',
      saveAs: 'v3.of-May_1',
    });
  });

  test.each([
    ['--threshold 5', /^--threshold: '5' is not a share/],
    ['--threshold -5%', /^--threshold: '-5%' is not a share/],
    ['--threshold 1001%', /^--threshold: '1001%' is not a share/],
    ['--min-change 5', /^--min-change: '5' has no unit/],
    ['--min-change -5us', /^--min-change: '-5us' is negative/],
    ['--format xml', /^--format: 'xml' is not a choice/],
    ['--out=', /^--out: the file name is empty/],
    ['--junit=', /^--junit: the file name is empty/],
    ['--save ../up', /^--save: '\.\.\/up' cannot be the name of a saved result/],
    ['--save .hidden', /^--save: '\.hidden' cannot be/],
    ['--save=', /^--save: '' cannot be/],
  ])('%s is rejected', (line, message) => {
    const error = refusal(line);
    expect(error.message).toMatch(message);
    expect(error.exitCode).toBe(2);
  });
});
