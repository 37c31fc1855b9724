// A library may be rebuilt during the measurement: every trial loads the bytes that were hashed before the first trial.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { providerWarnings } from '../../src/bench/environment-warnings.js';
import { afterTrials } from '../../src/bench/providers.js';
import type { ProviderInfo } from '../../src/documents/provider.js';
import { engineConfig } from '../../src/engine/engine.js';
import { dropPrivateCopy, loadedFile, privateCopy } from '../../src/versions/library-file.js';
import { commonOptions } from '../../src/workloads/common-options.js';
import { temporaryFolder } from '../support/cli.js';
import { runConfigOf, someHost } from '../support/command-lines.js';
import { quietEnvironment } from '../support/documents.js';

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
const infoOf = (version: string, text: string) => ({ version, file: version, sha256: sha256Of(text) }) as ProviderInfo;

test('trials load the first copy, even if the file changes', async () => {
  const file = join(temporaryFolder(), 'libmine.so');
  writeFileSync(file, 'the first build');
  const copy = privateCopy(file);
  writeFileSync(file, 'the second build');
  expect(privateCopy(file)).toBe(copy);
  expect(readFileSync(loadedFile(file) ?? '', 'utf8')).toBe('the first build');
  const config = await runConfigOf([file, '--trace', 'off'], { ...someHost, providerFile: (name) => name });
  expect(readFileSync(engineConfig(config, file, false).providerFile, 'utf8')).toBe('the first build');
  expect(afterTrials([infoOf(file, 'the first build')])).toEqual([infoOf(file, 'the first build')]);
});

test('a library that is measured without a copy is marked when it changes, with a warning', () => {
  const file = join(temporaryFolder(), 'libmine.so');
  writeFileSync(file, 'the first build');
  privateCopy(file);
  dropPrivateCopy(file);
  expect(afterTrials([infoOf(file, 'the first build')])[0]).not.toHaveProperty('changed');
  writeFileSync(file, 'the second build');
  const providers = afterTrials([infoOf(file, 'the first build')]);
  expect(providers[0]).toMatchObject({ changed: true });
  const build = { membarrier: 'off', wait: 'futex', gpBits: '64' } as const;
  expect(build.wait).toBe(commonOptions.wait.default);
  const codes = providerWarnings({ ...quietEnvironment, providers }, build).map(({ code }) => code);
  expect(codes).toEqual(['library-changed']);
});
