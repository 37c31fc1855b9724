import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { SavedResults } from '../../src/results/saved-results.js';
import { temporaryFolder } from '../support/cli.js';
import { documentOf, trialOf } from '../support/documents.js';
import { comparisonOf, planOf, save } from '../support/saved-comparisons.js';

function keep(...names: string[]): SavedResults {
  const saved = new SavedResults(temporaryFolder());
  for (const name of names) save(saved.fileOf(name), comparisonOf(planOf(['v1', 'v3'], 2, { reference: 'v3' })));
  return saved;
}

async function refusal(action: () => unknown): Promise<UsageError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('saved results', () => {
  test('are listed by name, sorted, without other files of the folder', () => {
    const saved = keep('v3', 'May', '10.2');
    writeFileSync(join(saved.folder, '.hidden.json'), '');
    writeFileSync(join(saved.folder, 'notes.txt'), '');
    expect(saved.names()).toEqual(['10.2', 'May', 'v3']);
  });

  test('may be absent', () => {
    expect(keep().names()).toEqual([]);
  });

  test('have a separate folder', () => {
    const saved = new SavedResults('/data');
    expect([saved.folder, saved.fileOf('v3')]).toEqual(['/data/baselines', '/data/baselines/v3.json']);
  });

  test('are read back unchanged', async () => {
    const document = await keep('v3').read('v3');
    expect(document.plan).toEqual(planOf(['v1', 'v3'], 2, { reference: 'v3' }));
    expect(document.trials).toHaveLength(4);
  });

  test('are described with the reference first', async () => {
    expect(await keep('v3').describe('v3')).toEqual({
      startedAt: '2025-01-01T00:00:00.000Z',
      workload: 'blob-unmap',
      arms: ['v3', 'v1'],
      trials: 4,
    });
  });

  test('a run is described by its versions', async () => {
    const saved = keep();
    save(saved.fileOf('run'), documentOf([trialOf('v2'), trialOf('v1')]));
    expect(await saved.describe('run')).toMatchObject({ arms: ['v2', 'v1'], trials: 2 });
  });

  test('are removed with their samples, and no others', () => {
    const saved = keep('old', 'new');
    const [older, newer] = [saved.fileOf('old'), saved.fileOf('new')];
    saved.remove('old');
    expect([older, `${older}.samples`].map(existsSync)).toEqual([false, false]);
    expect([newer, `${newer}.samples`].map(existsSync)).toEqual([true, true]);
    expect(saved.names()).toEqual(['new']);
  });

  test.each<[string[], string, string]>([
    [['before', 'after'], 'befor', 'Did you mean before?'],
    [['before', 'after'], 'v3', 'There are: after, before.'],
    [[], 'v3', 'compare --save NAME keeps one.'],
    [['a'], '../saved/a', 'There are: a.'],
  ])('%j does not contain %s', async (names, name, suggestion) => {
    const saved = keep(...names);
    const actions = [() => saved.read(name), () => saved.describe(name), () => saved.remove(name)];
    for (const action of actions) {
      const error = await refusal(action);
      expect(error.message).toBe(`there is no saved result '${name}'`);
      expect(error.suggestions).toEqual([suggestion]);
      expect(error.exitCode).toBe(2);
    }
    expect(saved.names()).toEqual([...names].sort());
  });
});
