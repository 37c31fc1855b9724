// The printed latency attribution of unmaps: complete texts.
import { describe, expect, test } from 'vitest';
import type { UnmapCause, UnmapInterval, UnmapStage, UnmapStory } from '../../src/documents/unmap-story.js';
import { explanationText, stagesOf, storyLine, waterfall } from '../../src/report/latency-attribution.js';
import { makePaint } from '../../src/report/paint.js';

type Part = [stage: UnmapStage, cause: UnmapCause, lengthNs: number, more?: Partial<UnmapInterval>];

/** Consecutive parts, starting at 0. */
function storyOf(parts: Part[], changes: Partial<UnmapStory> = {}): UnmapStory {
  let atNs = 0;
  const intervals = parts.map(([stage, cause, lengthNs, more]) => {
    const beginNs = atNs;
    atNs += lengthNs;
    return { beginNs, endNs: atNs, stage, cause, ...more };
  });
  return { resource: 7, atNs: 1.5e9, latencyNs: atNs, measured: true, intervals, gracePeriods: [], ...changes };
}

const chained = storyOf(
  [
    ['device', 'transaction', 60_000],
    ['before', 'asleep', 30_000],
    ['gp1', 'scanning', 10_000],
    ['gp1', 'kicking', 40_000, { who: 'vCPU 1', sectionNs: 90_000, sectionBqlNs: 60_000 }],
    ['gp1', 'scanning', 10_000],
    ['between', 'callbacks', 20_000],
    ['gp2', 'scanning', 5_000],
    ['gp2', 'polling', 300_000, { who: 'vCPU 0', sectionNs: 320_000, sectionBqlNs: 0 }],
    ['gp2', 'polling-on', 9_700_000, { who: 'vCPU 0', sectionNs: 10_020_000, sectionBqlNs: 0 }],
    ['gp2', 'scanning', 5_000],
    ['after', 'bql', 100_000, { who: 'main loop' }],
    ['after', 'callbacks', 20_000],
    ['resume', 'answering', 100_000],
  ],
  {
    gracePeriods: [
      { beginNs: 90_000, endNs: 150_000, forced: 'requested', rounds: 2, sleeps: 0 },
      { beginNs: 170_000, endNs: 10_180_000, rounds: 2, sleeps: 1 },
    ],
  },
);

const wide = [
  'device        60.0us  █·······················································',
  '              60.0us  memory transaction, on the main loop',
  'before a GP   30.0us  █·······················································',
  '              30.0us  the RCU thread wakes up',
  'GP1           60.0us  █·······················································',
  '              20.0us  barrier and scan',
  "              40.0us  waits for vCPU 1's signal: in its section for 90.0us,",
  '                      60.0us of it waiting for the BQL',
  'between GPs   20.0us  ·█······················································',
  '              20.0us  callbacks run',
  'GP2           10.0ms  ·██████████████████████████████████████████████████████·',
  '              10.0us  barrier and scan',
  '               300us  timed wait: vCPU 0 in its section for 320us',
  '              9.70ms  still sleeping although all readers have left',
  'callbacks      120us  ·······················································█',
  '               100us  the RCU thread waits for the BQL, held by main loop',
  '              20.0us  callbacks run',
  'resume         100us  ·······················································█',
  '               100us  the command resumes: unmaps the pages and answers',
  'total         10.4ms  10400000 ns, 2 grace periods: 60.0us forced (requested),',
  '                      10.0ms not forced after 1 timed wait',
];

const narrow = [
  'device        60.0us  █···············',
  '              60.0us  memory',
  '                      transaction, on',
  '                      the main loop',
  'before a GP   30.0us  █···············',
  '              30.0us  the RCU thread',
  '                      wakes up',
  'GP1           60.0us  █···············',
  '              20.0us  barrier and scan',
  "              40.0us  waits for vCPU 1's",
  '                      signal: in its',
  '                      section for',
  '                      90.0us, 60.0us of',
  '                      it waiting for the',
  '                      BQL',
  'between GPs   20.0us  █···············',
  '              20.0us  callbacks run',
  'GP2           10.0ms  ████████████████',
  '              10.0us  barrier and scan',
  '               300us  timed wait: vCPU 0',
  '                      in its section for',
  '                      320us',
  '              9.70ms  still sleeping',
  '                      although all',
  '                      readers have left',
  'callbacks      120us  ···············█',
  '               100us  the RCU thread',
  '                      waits for the BQL,',
  '                      held by main loop',
  '              20.0us  callbacks run',
  'resume         100us  ···············█',
  '               100us  the command',
  '                      resumes: unmaps',
  '                      the pages and',
  '                      answers',
  'total         10.4ms  10400000 ns, 2',
  '                      grace periods:',
  '                      60.0us forced',
  '                      (requested),',
  '                      10.0ms not forced',
  '                      after 1 timed wait',
];

const plain = { paint: makePaint(false) };

test('stages: adjacent parts are merged, and causes keep the order in which they first occur', () => {
  const stages = stagesOf(chained).map(({ stage, beginNs, endNs, spent }) => [
    stage,
    endNs - beginNs,
    spent.map(({ last, ns }) => `${last.cause} ${ns}`),
  ]);
  expect(stages[2]).toEqual(['gp1', 60_000, ['scanning 20000', 'kicking 40000']]);
  expect(stages.map(([stage]) => stage)).toEqual(['device', 'before', 'gp1', 'between', 'gp2', 'after', 'resume']);
  expect(stages.reduce((sum, [, length]) => sum + Number(length), 0)).toBe(chained.latencyNs);
});

describe('one line', () => {
  test('the stages that make up most of the latency, with their main causes', () => {
    expect(storyLine(chained)).toBe(
      '10.4ms: GP2 10.0ms (still sleeping although all readers have left); the rest 390us',
    );
  });

  test('at most three stages, the longest first, with at most two causes each', () => {
    const even = storyOf([
      ['device', 'transaction', 1000],
      ['gp1', 'polling', 4000, { who: 'vCPU 0', sectionNs: 5000, sectionBqlNs: 2500 }],
      ['gp1', 'polling', 3000, { who: 'vCPU 1', sectionNs: 9000, sectionBqlNs: 0 }],
      ['gp1', 'scanning', 2000],
      ['between', 'running', 3000],
      ['after', 'bql', 5000, { who: 'I/O thread' }],
      ['resume', 'main-loop-bql', 2000],
    ]);
    expect(storyLine(even)).toBe(
      '20.0us: GP1 9.00us (4.00us timed wait: vCPU 0 in its section for 5.00us, 2.50us of it waiting for the BQL, ' +
        '3.00us timed wait: vCPU 1 in its section for 9.00us); callbacks 5.00us (the RCU thread waits for the BQL, ' +
        'held by I/O thread); between GPs 3.00us (the RCU thread runs); the rest 3.00us',
    );
  });

  test('without a remainder if one stage is everything', () => {
    expect(storyLine(storyOf([['unseen', 'unseen', 500]]))).toBe(
      '500ns: not seen 500ns (the recording does not show what the RCU did)',
    );
  });

  test('the largest of many small causes is named', () => {
    const parts = Array.from(
      { length: 11 },
      (_, i): Part => ['gp1', 'polling', 90 + i, { who: `vCPU ${i}`, sectionNs: 1000, sectionBqlNs: 0 }],
    );
    expect(storyLine(storyOf(parts))).toBe('1.04us: GP1 1.04us (100ns timed wait: vCPU 10 in its section for 1.00us)');
  });
});

describe('waterfall', () => {
  test('80 columns: a bar for each stage, all of its causes, and the sum', () => {
    expect(waterfall(chained, { columns: 80, ...plain }).split('\n')).toEqual(wide);
  });

  test('40 columns: the same, wrapped, and no line longer', () => {
    const lines = waterfall(chained, { columns: 40, ...plain }).split('\n');
    expect(lines).toEqual(narrow);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  test('bars have the position and length of their parts; none is empty, none extends beyond the end', () => {
    const thirds = storyOf([
      ['device', 'transaction', 500],
      ['gp1', 'scanning', 499],
      ['resume', 'answering', 1],
    ]);
    const bars = waterfall(thirds, { columns: 46, ...plain })
      .split('\n')
      .flatMap((line) => /[·█]+$/.exec(line)?.[0] ?? []);
    expect(bars).toEqual(['███████████···········', '···········███████████', '·····················█']);
  });

  test('colour does not change the text', () => {
    const coloured = waterfall(chained, { columns: 80, paint: makePaint(true) });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test removes escape sequences
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(waterfall(chained, { columns: 80, ...plain }));
    expect(coloured).toContain('\u001b[1mdevice');
  });
});

describe('explanation', () => {
  const input = { title: 'blob-unmap v3', rank: 20, unmaps: 20, lost: 0, story: chained };
  const paragraphs = (changes: object) =>
    explanationText({ ...input, ...changes }, { columns: 80, ...plain }).split('\n\n');

  test('identifies the unmap, and shows in one line where its time went', () => {
    const [heading, line, bars, ...warnings] = paragraphs({});
    expect(heading).toBe('blob-unmap v3: unmap of resource 7, 1.50 s into the recording, the slowest of 20');
    expect(line?.replaceAll('\n', ' ')).toBe(storyLine(chained));
    expect(bars).toBe(waterfall(chained, { columns: 80, ...plain }));
    expect(warnings).toEqual([]);
  });

  test.each([
    [{ rank: 1 }, 'the fastest of 20'],
    [{ rank: 7 }, 'rank 7 of 20'],
    [{ rank: 1, unmaps: 1 }, 'the slowest of 1'],
    [{ rank: undefined }, 'outside the measured time'],
  ])('%j', (changes, text) => {
    expect(paragraphs(changes)[0]?.replaceAll('\n', ' ')).toMatch(new RegExp(`, ${text}$`));
  });

  test('problems of the recording are printed last', () => {
    const [, , , damage, lost] = paragraphs({ damage: 'it has no end', lost: 12_345 });
    expect(damage).toBe('Warning the recording is damaged: it has no end');
    expect(lost).toBe('Warning 12,345 events were lost: parts of the explanation may be missing');
  });
});
