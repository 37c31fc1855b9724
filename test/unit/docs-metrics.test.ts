import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { workloads } from '../../src/workloads/index.js';

const text = readFileSync(new URL('../../docs/measurement.md', import.meta.url), 'utf8');
/** Code spans in the first cells of the tables. */
const defined = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));

test.each(workloads.map(({ name, metrics }) => [name, metrics] as const))(
  'each metric of %s is defined in docs/measurement.md',
  (_, metrics) => {
    // One row defines a metric for all of its lengths.
    const rowOf = (name: string) => name.replace(/\.\d+(us|ms)$/, '.LENGTH');
    expect(metrics.map(({ name }) => rowOf(name)).filter((name) => !defined.includes(name))).toEqual([]);
  },
);
