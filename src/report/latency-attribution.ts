// Latency attribution: why an unmap took its time, as one line and as a waterfall. Pure functions.
import type { Explanation } from '../documents/trace-reports.js';
import type { AwaitedGracePeriod, UnmapInterval, UnmapStage, UnmapStory } from '../documents/unmap-story.js';
import { count, figure } from './figures.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

/** The time spent on one cause within a stage. */
interface Spent {
  last: UnmapInterval;
  ns: number;
}

interface StageSpan {
  stage: UnmapStage;
  beginNs: number;
  endNs: number;
  spent: Spent[];
}

const lengthOf = ({ beginNs, endNs }: { beginNs: number; endNs: number }) => endNs - beginNs;
const text = (ns: number) => figure(ns, 'ns', '');

/** Consecutive intervals of a stage joined; within a stage the causes in order of their first occurrence. */
export function stagesOf({ intervals }: UnmapStory): StageSpan[] {
  const spans: StageSpan[] = [];
  for (const interval of intervals) {
    let span = spans.at(-1);
    if (span === undefined || span.stage !== interval.stage) {
      span = { stage: interval.stage, beginNs: interval.beginNs, endNs: interval.endNs, spent: [] };
      spans.push(span);
    }
    span.endNs = interval.endNs;
    const same = span.spent.find(({ last }) => last.cause === interval.cause && last.who === interval.who);
    if (same === undefined) span.spent.push({ last: interval, ns: lengthOf(interval) });
    else Object.assign(same, { last: interval, ns: same.ns + lengthOf(interval) });
  }
  return spans;
}

const shownShare = 0.95;
const causeShare = 0.1;
const mostStages = 3;

/** `10.4ms: GP2 10.1ms (still sleeping although all readers have left 9.98ms), …`: the stages with most of the time. */
export function storyLine(story: UnmapStory): string {
  const longest = stagesOf(story).sort((a, b) => lengthOf(b) - lengthOf(a));
  const shown: StageSpan[] = [];
  let covered = 0;
  for (const span of longest) {
    if (shown.length === mostStages || covered >= shownShare * story.latencyNs) break;
    shown.push(span);
    covered += lengthOf(span);
  }
  const stages = shown.map((span) => `${stageText(span.stage)} ${text(lengthOf(span))} (${mainCauses(span)})`);
  const rest = story.latencyNs - covered;
  const others = longest.length > shown.length ? [`the rest ${text(rest)}`] : [];
  return `${text(story.latencyNs)}: ${[...stages, ...others].join('; ')}`;
}

function mainCauses(span: StageSpan): string {
  const sorted = [...span.spent].sort((a, b) => b.ns - a.ns);
  const causes = sorted.filter(({ ns }, i) => i === 0 || ns >= causeShare * lengthOf(span));
  const isAlone = causes.length === 1 && (causes[0]?.ns ?? 0) >= causeShare * lengthOf(span);
  return causes
    .slice(0, 2)
    .map(({ last, ns }) => (isAlone ? causeText(last) : `${text(ns)} ${causeText(last)}`))
    .join(', ');
}

interface WaterfallOptions {
  columns: number;
  paint: Paint;
}

const nameWidth = 12;
const timeWidth = 8;
const causeIndent = 4;

/** A bar for each stage at its position in the whole, and below it all causes of its time. */
export function waterfall(story: UnmapStory, { columns, paint }: WaterfallOptions): string {
  const barWidth = Math.max(10, columns - nameWidth - timeWidth - 4);
  const lines = stagesOf(story).flatMap((span) => [
    `${paint.bold(stageText(span.stage).padEnd(nameWidth))}${text(lengthOf(span)).padStart(timeWidth)}  ${bar(span, story.latencyNs, barWidth)}`,
    ...span.spent.map(({ last, ns }) => causeLine(text(ns), causeText(last), columns)),
  ]);
  const indent = nameWidth + timeWidth + 2;
  const sum = `${Math.round(story.latencyNs)} ns, ${gracePeriodsText(story.gracePeriods)}`;
  const total = `${'total'.padEnd(nameWidth)}${text(story.latencyNs).padStart(timeWidth)}  ${wrap(sum, columns - indent, indent)}`;
  return [...lines, total].join('\n');
}

function causeLine(length: string, cause: string, columns: number): string {
  const indent = causeIndent + nameWidth - 4 + timeWidth;
  return `${length.padStart(indent)}  ${wrap(cause, columns - indent - 2, indent + 2)}`;
}

/** At least one cell, so that a short interval is visible. */
function bar(span: StageSpan, totalNs: number, width: number): string {
  const at = (ns: number) => Math.round((ns / totalNs) * width);
  const begin = Math.min(width - 1, at(span.beginNs));
  const cells = Math.max(1, at(span.endNs) - begin);
  return `${'·'.repeat(begin)}${'█'.repeat(cells)}${'·'.repeat(Math.max(0, width - begin - cells))}`;
}

/** `2 grace periods: 61.7us forced (requested), 10.1ms not forced, 1 timed wait`. */
function gracePeriodsText(gracePeriods: readonly AwaitedGracePeriod[]): string {
  if (gracePeriods.length === 0) return 'no grace period';
  const each = gracePeriods.map((gp) => {
    const why = gp.forced === undefined ? 'not forced' : `forced (${gp.forced})`;
    const sleeps = gp.sleeps === 0 ? '' : ` after ${gp.sleeps} timed wait${gp.sleeps === 1 ? '' : 's'}`;
    return `${text(lengthOf(gp))} ${why}${sleeps}`;
  });
  return `${gracePeriods.length} grace period${gracePeriods.length === 1 ? '' : 's'}: ${each.join(', ')}`;
}

const stageWords: Record<UnmapStage, string> = {
  device: 'device',
  before: 'before a GP',
  earlier: 'earlier GP',
  gp1: 'GP1',
  between: 'between GPs',
  gp2: 'GP2',
  after: 'callbacks',
  others: 'other blobs',
  resume: 'resume',
  unseen: 'not seen',
};

const stageText = (stage: UnmapStage): string => stageWords[stage];

/** The cause of an interval. `who` and the facts about a reader belong to the interval's last part. */
function causeText({ cause, who, sectionNs, sectionBqlNs }: Omit<UnmapInterval, 'beginNs' | 'endNs'>): string {
  const section = sectionText(sectionNs, sectionBqlNs);
  switch (cause) {
    case 'transaction':
      return 'memory transaction, on the main loop';
    case 'remapping':
      return 'background mapped over the blob: no grace period needed';
    case 'asleep':
      return 'the RCU thread wakes up';
    case 'collecting':
      return 'the RCU thread sleeps to collect callbacks';
    case 'scanning':
      return 'barrier and scan';
    case 'polling':
      return `timed wait: ${who ?? 'a reader'} ${section}`;
    case 'polling-on':
      return 'still sleeping although all readers have left';
    case 'kicking':
      return who === undefined ? 'waits for a reader to signal' : `waits for ${who}'s signal: ${section}`;
    case 'signalled':
      return `signalled${who === undefined ? '' : ` by ${who}`}, the RCU thread wakes up`;
    case 'bql':
      return `the RCU thread waits for the BQL${holder(who)}`;
    case 'callbacks':
      return 'callbacks run';
    case 'others':
      return 'memory region gone; the reset waits for the other blobs';
    case 'running':
      return 'the RCU thread runs';
    case 'main-loop':
      return 'the main loop wakes up';
    case 'main-loop-bql':
      return `the main loop waits for the BQL${holder(who)}`;
    case 'answering':
      return 'the command resumes: unmaps the pages and answers';
    case 'unseen':
      return 'the recording does not show what the RCU did';
  }
}

const holder = (who: string | undefined) => (who === undefined ? '' : `, held by ${who}`);

function sectionText(sectionNs: number | undefined, sectionBqlNs: number | undefined): string {
  if (sectionNs === undefined) return 'in its section';
  const length = figure(sectionNs, 'ns', '');
  if (sectionBqlNs === undefined || sectionBqlNs < sectionNs / 20) return `in its section for ${length}`;
  return `in its section for ${length}, ${figure(sectionBqlNs, 'ns', '')} of it waiting for the BQL`;
}

export function explanationText(
  input: Omit<Explanation, 'file'>,
  { columns, paint }: { columns: number; paint: Paint },
): string {
  const { title, story, damage, lost } = input;
  const at = figure(story.atNs, 'ns', ' ');
  const heading = `${title}: unmap of resource ${story.resource}, ${at} into the recording, ${rankText(input)}`;
  const warnings = [
    ...(damage === undefined ? [] : [`the recording is damaged: ${damage}`]),
    ...(lost === 0 ? [] : [`${count(lost)} events were lost: parts of the explanation may be missing`]),
  ];
  return [
    wrap(heading, columns),
    wrap(storyLine(story), columns),
    waterfall(story, { columns, paint }),
    ...warnings.map((warning) => `${paint.warn('Warning')} ${wrap(warning, columns - 8, 8)}`),
  ].join('\n\n');
}

function rankText({ rank, unmaps }: Pick<Explanation, 'rank' | 'unmaps'>): string {
  if (rank === undefined) return 'outside the measured time';
  if (rank === unmaps) return `the slowest of ${unmaps}`;
  return rank === 1 ? `the fastest of ${unmaps}` : `rank ${rank} of ${unmaps}`;
}
