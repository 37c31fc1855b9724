import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { builtInNames, defects, examples, findVersion, versions } from '../../src/versions/catalogue.js';
import { parseVersionList, resolve, resolveBuiltIn, versionOf } from '../../src/versions/version.js';

test('the catalogue has every version, and five prefixes of each series', () => {
  expect(versions.map((v) => v.name)).toEqual(['legacy', 'baseline', 'v1', 'v1-sem', 'v2', 'v3', 'none']);
  expect(builtInNames).toHaveLength(7 + 3 * 5 + examples.length);
  expect(builtInNames).toContain('v2@1');
});

test('every version has a description and a source', () => {
  for (const version of [...versions, ...examples]) {
    expect(version.summary.length, version.name).toBeLessThanOrEqual(80);
    expect(version.source, version.name).not.toBe('');
  }
});

test('an example is marked as an example, and a variant says what it varies', () => {
  expect(examples.map(({ name, apart }) => [name, apart])).toEqual([['example-v4', 'example']]);
  for (const { name, source } of examples) expect(`${name}: ${source}`).toMatch(/^example-.*: ours/);
  for (const { name, variantOf, patches } of [...versions, ...examples]) {
    if (variantOf === undefined) continue;
    expect(patches, name).toEqual([]);
    expect(findVersion(variantOf)?.patches.length, name).toBeGreaterThan(0);
  }
});

test('every defect belongs to known versions', () => {
  for (const defect of defects) {
    expect(defect.versions.length).toBeGreaterThan(0);
    for (const name of defect.versions) expect(findVersion(name)?.defects).toContain(defect);
  }
});

describe('parseVersionList', () => {
  test('keeps the order', () => {
    expect(parseVersionList(['v3@4', 'legacy', 'v1-sem'])).toEqual(['v3@4', 'legacy', 'v1-sem']);
  });

  test.each([
    [['v3@9'], /v3 has patches 1 to 5/],
    [['v3@0'], /v3 has patches 1 to 5/],
    [['v3@04'], /v3 has patches 1 to 5/],
    [['v3@'], /v3 has patches 1 to 5/],
    [['legacy@1'], /not a series/],
    [['v1-sem@2'], /not a series/],
    [['v3@1@2'], /unknown version/],
    [['v4'], /unknown version 'v4'/],
    [[''], /unknown version ''/],
    [['v3', 'legacy', 'v3'], /'v3' is given twice/],
  ])('rejects %j', (names, message) => {
    expect(() => parseVersionList(names)).toThrow(UsageError);
    expect(() => parseVersionList(names)).toThrow(message);
  });

  test('suggests the nearest name', () => {
    const suggestionFor = (name: string) => {
      try {
        return parseVersionList([name]);
      } catch (error) {
        return (error as UsageError).suggestions.join(' ');
      }
    };
    expect(suggestionFor('basline')).toContain('Did you mean baseline?');
    expect(suggestionFor('V3')).toContain('Did you mean v3?');
    expect(suggestionFor('v1sem')).toContain('Did you mean v1-sem?');
    expect(suggestionFor('something-else')).not.toContain('Did you mean');
  });
});

describe('the meaning of a name', () => {
  test.each([
    ['v3', { label: 'v3', kind: 'built-in' }, 5],
    ['v3@2', { label: 'v3@2', kind: 'built-in', patch: 2 }, 2],
    ['v1-sem', { label: 'v1-sem', kind: 'built-in' }, 5],
    ['baseline', { label: 'baseline', kind: 'built-in' }, 0],
    ['broken-stall', { label: 'broken-stall', kind: 'built-in' }, 0],
    ['urcu-mb', { label: 'urcu-mb', kind: 'peer' }, 0],
    ['mine', { label: 'mine', kind: 'library' }, 0],
    ['v3@9', { label: 'v3@9', kind: 'library' }, 0],
    ['build/libmine.so', { label: 'mine', kind: 'file' }, 0],
  ])('%s', (name, expected, patches) => {
    const version = versionOf(name);
    expect(version).toMatchObject({ name, ...expected });
    expect(version.patches).toHaveLength(patches);
  });

  test('a library has the path that was found for it', () => {
    expect(resolve('mine', { providerFile: () => '/cache/mine.so' }).file).toBe('/cache/mine.so');
    expect(resolve('v3', { providerFile: () => '/cache/v3.so' }).file).toBeUndefined();
    expect(() => resolve('./mine.so', { providerFile: () => undefined })).toThrow(/^'.\/mine.so': no such file$/);
    expect(() => resolve('mine', { providerFile: () => undefined })).toThrow(/^unknown version 'mine'$/);
  });

  test('a library is refused where the source is needed', () => {
    expect(() => resolveBuiltIn('urcu-mb')).toThrow(/^'urcu-mb' is a library$/);
    expect(() => resolveBuiltIn('./mine.so')).toThrow(/^'.\/mine.so' is a library$/);
  });
});
