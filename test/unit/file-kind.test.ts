// The contents of a file decide how it is compared, never its name.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { parseCompareConfig } from '../../src/config/compare-config.js';
import { parseFidelityConfig } from '../../src/config/fidelity-config.js';
import { fileKind } from '../../src/files/file-kind.js';
import { providerFile } from '../../src/versions/library-file.js';
import { temporaryFolder } from '../support/cli.js';
import { someHost } from '../support/command-lines.js';

/** A folder with a document and a library under several kinds of names. */
function folderOfFiles() {
  const folder = temporaryFolder();
  const document = ['before.json', 'result', 'result.so', 'dots.v1.2'];
  const library = ['libmine.so', 'library', 'library.json', 'libmine.so.1'];
  for (const name of document) writeFileSync(join(folder, name), '\n {"schema":"rcu-bench/result@1"}');
  for (const name of library) copyFileSync(process.execPath, join(folder, name));
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(folder, 'script.so'), 'GROUP ( libc.so.6 )');
  mkdirSync(join(folder, 'folder.json'));
  const path = (name: string) => join(folder, name);
  return { document: document.map(path), library: library.map(path), path };
}

const around = { host: { ...someHost, providerFile }, variables: {}, fileKind, drawSeed: () => 1 };
const parse = (...names: string[]) => parseCompareConfig({ names, flags: {}, switches: {}, failIf: [] }, around);

function refusal(...names: string[]): string {
  try {
    parse(...names);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('compare takes', () => {
  test('documents as saved results, whatever their name', () => {
    const { document } = folderOfFiles();
    expect(parse(...document).source).toMatchObject({ kind: 'saved', files: document });
  });

  test('libraries as versions, whatever their name', () => {
    for (const name of folderOfFiles().library) {
      const { source } = parse('v3', name);
      expect(source.kind === 'live' && source.plan.arms.map(({ version }) => version)).toEqual(['v3', name]);
    }
  });

  test('nothing else, with an error that names the accepted kinds', () => {
    const { path } = folderOfFiles();
    for (const name of ['empty.json', 'script.so', 'folder.json']) {
      expect(refusal('v3', path(name))).toBe(`'${path(name)}' is neither a saved result nor a library`);
    }
  });

  test('a missing file as the kind that its name suggests', () => {
    const { path } = folderOfFiles();
    expect(parse(path('gone.json'), path('away/gone')).source.kind).toBe('saved');
    expect(refusal('v3', path('libgone.so'))).toMatch(/libgone\.so': no such file$/);
    expect(refusal('v3', path('gone.json'))).toMatch(/gone\.json' is a file, 'v3' is not$/);
  });
});

test('fidelity takes one document as saved trials, and reports that one library is not enough', () => {
  const { document, library } = folderOfFiles();
  const fidelity = (name: string) => parseFidelityConfig({ names: [name], flags: {}, failIf: [] }, around);
  for (const name of document) expect(fidelity(name).source).toEqual({ kind: 'saved', file: name });
  for (const name of library) expect(() => fidelity(name)).toThrow('fidelity compares two versions');
});
