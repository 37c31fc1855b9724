import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClinicTool, clinicTools, type ProfileDocument } from '../../src/documents/profile.js';
import { addonCandidates } from '../../src/engine/binding.js';
import { agreementOf } from '../support/agreement.js';
import { type CliResult, runCli } from '../support/cli.js';
import { readHostRecording } from '../support/read-host-recording.js';
import { findClinic } from './clinic.js';

const found = findClinic();
const clinicEnv = 'env' in found ? found.env : {};
const reason = 'unavailable' in found ? found.unavailable : undefined;
if (reason !== undefined) console.warn(`SKIPPED: clinic. ${reason}`);

/** Data files that clinic's pages embed for a profile that has samples. */
const dataFiles: Record<ClinicTool, string[]> = {
  doctor: ['processstat', 'systeminfo', 'traceevent'],
  bubbleprof: ['stacktrace', 'systeminfo', 'traceevent'],
  flame: ['inlinedfunctions', 'samples', 'systeminfo'],
};

describe.skipIf(reason !== undefined)(`clinic${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  describe.each(clinicTools)('%s', (tool) => {
    const cwd = mkdtempSync(join(tmpdir(), 'rcu-bench-clinic-'));
    let result: CliResult;
    let document: ProfileDocument;
    const fileOf = (key: keyof ProfileDocument['files']) => join(cwd, document.files[key] ?? 'none');

    beforeAll(async () => {
      const env = {
        ...clinicEnv,
        RCU_BENCH_WRAPPED: addonCandidates()[0] ?? '',
        RCU_BENCH_ADDON: resolve('test/support/recording-addon.cjs'),
      };
      result = await runCli(['profile', tool, '--json', '--', '--duration', '2s'], { cwd, env });
      document = JSON.parse(result.stdout);
    });
    afterAll(() => rmSync(cwd, { recursive: true, force: true }));

    test('observes a complete trial', () => {
      expect([result.code, result.stderr]).toEqual([0, '']);
      expect(document).toMatchObject({ clinicTool: tool, status: 'pass' });
    });

    test('writes a page and its data files, and leaves nothing else', () => {
      const stem = 'blob-unmap-v3';
      const files = [`${stem}-${tool}.html`, `${stem}-${tool}.rcutrace`, `${stem}.clinic-${tool}`];
      expect(readdirSync(cwd)).toEqual(['traces']);
      expect(readdirSync(join(cwd, 'traces')).sort()).toEqual(files.sort());
      expect(readFileSync(fileOf('page'), 'utf8')).toMatch(/<html/i);
      const data = readdirSync(fileOf('data')).sort();
      expect(data).toEqual(dataFiles[tool].map((name) => `${stem}.clinic-${tool}-${name}`));
    });

    if (tool !== 'doctor') return;

    test('samples the process that hosts the engine until that process ends', () => {
      const { processes, events } = readHostRecording(fileOf('recording'));
      const traced = JSON.parse(readFileSync(`${fileOf('data')}/blob-unmap-v3.clinic-doctor-traceevent`, 'utf8'));
      expect(new Set(traced.traceEvents.map(({ pid }: { pid: number }) => pid))).toEqual(new Set([processes[0]?.pid]));
      expect(events.map(({ kind }) => kind.name)).toEqual(
        expect.arrayContaining(['run', 'V8.GCScavenger', 'loopStart']),
      );
    });

    test('agrees with perf_hooks on begin and length of the collections of V8', () => {
      const agreement = agreementOf(readHostRecording(fileOf('recording')));
      expect(agreement.pairs).toBeGreaterThan(10);
      expect(agreement.unmatched).toBe(0);
      expect(agreement.medianStartNs).toBeLessThan(50_000);
      expect(agreement.medianLengthNs).toBeLessThan(50_000);
    });
  });
});
