import { expect, test } from 'vitest';
import { offersMetric } from '../../src/workloads/meaning.js';

test.each<[string, Parameters<typeof offersMetric>[0], string, boolean]>([
  ['what it has', { counters: {} }, 'unmap.latency', true],
  ['what its RCU cannot have', { counters: {}, notOffered: ['batch.size'] }, 'batch.size', false],
  ['another', { counters: {}, notOffered: ['batch.size'] }, 'call.time', true],
  ['a load that it has no call for', { counters: { not_offered: 1 } }, 'read.pair', false],
  ['waits without a deadline', { counters: { deadlines_not_offered: 1 } }, 'timedwait.wake_untimed', true],
  ['waits with one', { counters: { deadlines_not_offered: 1 } }, 'timedwait.overshoot.10ms', false],
  ['waits that there are none of', { counters: { waits_not_offered: 1 } }, 'timedwait.wake_untimed', false],
])('a trial offers %s: %j, %s', (_, trial, metric, offered) => expect(offersMetric(trial, metric)).toBe(offered));
