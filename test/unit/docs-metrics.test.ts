import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { workloads } from '../../src/model/workload.js';

const text = readFileSync(new URL('../../docs/measurement.md', import.meta.url), 'utf8');

describe.each(workloads.map((workload) => [workload.name, workload] as const))('%s', (_, { metrics }) => {
  test.each(metrics.map(({ name, label }) => [name, label]))('%s is defined in docs/measurement.md', (name, label) => {
    expect(text).toContain(`| \`${name}\` |`);
    expect(label.length).toBeLessThanOrEqual(13);
  });
});
