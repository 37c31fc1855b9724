import { expect, test } from 'vitest';
import { offersMetric } from '../../src/workloads/meaning.js';

test.each<[string, Parameters<typeof offersMetric>[0], string, boolean]>([
  ['metrics that it reports', { counters: {} }, 'unmap.latency', true],
  ['metrics that its RCU lacks', { counters: {}, notOffered: ['batch.size'] }, 'batch.size', false],
  ['another', { counters: {}, notOffered: ['batch.size'] }, 'call.time', true],
  ['a load whose call is missing', { counters: { not_offered: 1 } }, 'read.pair', false],
  ['waits without a deadline', { counters: { deadlines_not_offered: 1 } }, 'timedwait.wake_untimed', true],
  ['waits with a deadline', { counters: { deadlines_not_offered: 1 } }, 'timedwait.overshoot.10ms', false],
  ['waits that never happen', { counters: { waits_not_offered: 1 } }, 'timedwait.wake_untimed', false],
])('a trial offers %s: %j, %s', (_, trial, metric, offered) => expect(offersMetric(trial, metric)).toBe(offered));
