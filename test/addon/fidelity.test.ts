// Real trials of two versions held against each other, short ones: what is far apart is found, and the figures follow from the
// saved samples.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findSchemaError } from '../../src/bench/result-schema.js';
import { readSamples } from '../../src/bench/sample-file.js';
import type { FidelityDocument } from '../../src/model/fidelity.js';
import type { ResultDocument } from '../../src/model/result.js';
import { ksDistance } from '../../src/stats/ks.js';
import { joined } from '../../src/stats/tallies.js';
import { runCli, temporaryFolder } from '../support/cli.js';

test('baseline and v3 unmap otherwise, and the distance is that of the saved samples', async () => {
  const cwd = temporaryFolder();
  const load = ['--rate', '10', '--duration', '500ms', '--warmup', '50ms', '--rounds', '6', '--seed', '3'];
  const words = ['fidelity', 'baseline', 'v3', ...load, '--out', 'f.json', '--json'];
  const { code, stdout, stderr } = await runCli(words, { cwd });
  expect([code, stderr]).toEqual([0, '']);
  const document = JSON.parse(stdout) as FidelityDocument;
  expect(findSchemaError(document, 'fidelity')).toBeUndefined();
  expect(document).toMatchObject({ verdict: 'different', rounds: 6 });
  const row = document.rows.find(({ metric }) => metric === 'unmap.latency');
  expect(row?.verdict).toBe('different');

  const saved = JSON.parse(readFileSync(join(cwd, 'f.json'), 'utf8')) as ResultDocument;
  expect(saved.trials).toHaveLength(24);
  const side = (version: string) =>
    joined(
      saved.trials.flatMap((trial) => {
        const ref = trial.samples?.['unmap.latency'];
        return trial.version !== version || ref === undefined ? [] : [readSamples(join(cwd, ref.file), ref)];
      }),
    ).sort();
  expect(row?.a.n).toBe(side('baseline').length);
  expect(row?.distance).toBe(ksDistance(side('baseline'), side('v3')));
  // All four trials of a round have one schedule.
  for (const round of [0, 5]) {
    expect(new Set(saved.trials.filter((trial) => trial.round === round).map(({ seed }) => seed)).size).toBe(1);
  }
  const requests = document.counters.find(({ name }) => name === 'force_requests');
  expect(requests).toMatchObject({ a: 0 });
  expect(requests?.b).toBeGreaterThan(0.5);
}, 90_000);
