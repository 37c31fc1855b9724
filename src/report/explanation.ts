// `trace explain`, as people read it.
import type { Explanation } from '../documents/trace-reports.js';
import { count, figure } from './figures.js';
import type { Paint } from './paint.js';
import { storyLine, waterfall } from './unmap-story.js';
import { wrap } from './wrap.js';

export function explanationText(
  input: Omit<Explanation, 'file'>,
  { columns, paint }: { columns: number; paint: Paint },
): string {
  const { title, story, damage, lost } = input;
  const at = figure(story.atNs, 'ns', ' ');
  const heading = `${title}: unmap of resource ${story.resource}, ${at} into the recording, ${rankText(input)}`;
  const warnings = [
    ...(damage === undefined ? [] : [`the recording is damaged: ${damage}`]),
    ...(lost === 0 ? [] : [`${count(lost)} events were lost: parts of the story may be missing`]),
  ];
  return [
    wrap(heading, columns),
    wrap(storyLine(story), columns),
    waterfall(story, { columns, paint }),
    ...warnings.map((warning) => `${paint.warn('Warning')} ${wrap(warning, columns - 8, 8)}`),
  ].join('\n\n');
}

function rankText({ rank, unmaps }: Pick<Explanation, 'rank' | 'unmaps'>): string {
  if (rank === undefined) return 'not in the tables';
  if (rank === unmaps) return `the slowest of ${unmaps}`;
  return rank === 1 ? `the fastest of ${unmaps}` : `rank ${rank} of ${unmaps}`;
}
