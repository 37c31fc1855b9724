// Stages and causes of an unmap's story, in words.
import type { UnmapInterval, UnmapStage } from '../documents/unmap-story.js';
import { figure } from './figures.js';

const stageWords: Record<UnmapStage, string> = {
  device: 'device',
  before: 'before a GP',
  earlier: 'earlier GP',
  gp1: 'GP1',
  between: 'between',
  gp2: 'GP2',
  after: 'callbacks',
  others: 'other blobs',
  resume: 'resume',
  unseen: 'not seen',
};

export const stageText = (stage: UnmapStage): string => stageWords[stage];

/** What the time of an interval was spent on. `who` and what is known of a reader are those of its last part. */
export function causeText({ cause, who, sectionNs, sectionBqlNs }: Omit<UnmapInterval, 'beginNs' | 'endNs'>): string {
  const section = sectionText(sectionNs, sectionBqlNs);
  switch (cause) {
    case 'transaction':
      return 'memory transaction, on the main loop';
    case 'remapping':
      return 'the background is mapped over it: nothing to wait for';
    case 'asleep':
      return 'the RCU thread wakes up';
    case 'collecting':
      return 'the RCU thread sleeps to collect callbacks';
    case 'scanning':
      return 'barrier and scan';
    case 'polling':
      return `timed wait: ${who ?? 'a reader'} ${section}`;
    case 'polling-on':
      return 'timed wait goes on though no reader is left';
    case 'kicking':
      return who === undefined ? 'waits for a signal' : `waits for ${who}'s signal: ${section}`;
    case 'signalled':
      return `signalled${who === undefined ? '' : ` by ${who}`}, the RCU thread wakes up`;
    case 'bql':
      return `the RCU thread waits for the BQL${holder(who)}`;
    case 'callbacks':
      return 'callbacks run';
    case 'others':
      return 'its region is gone, the reset waits for the last one';
    case 'running':
      return 'the RCU thread runs';
    case 'main-loop':
      return 'the main loop wakes up';
    case 'main-loop-bql':
      return `the main loop waits for the BQL${holder(who)}`;
    case 'answering':
      return 'the command runs again: pages unmapped, answered';
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
