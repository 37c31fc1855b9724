// The page about adding a version shows code that is in the tree, and states its size correctly.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tortureConfigOf } from '../support/command-lines.js';

const page = readFileSync('docs/adding-a-version.md', 'utf8');

describe('shown code', () => {
  const blocks = [...page.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = '']) => [file, code]);
  test('exists', () => expect(blocks.length).toBeGreaterThanOrEqual(3));
  test.each(blocks)('%s contains the shown code verbatim', (file = '', code = '') => {
    expect(readFileSync(file, 'utf8')).toContain(code);
  });
});

describe('the size of the example', () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (\d+) \| .*: new \|$/gm)].map(([, file = '', n = '']) => [file, n]);
  test('is stated for three files', () => expect(rows.length).toBe(3));
  test.each(rows)('%s has %s lines', (file = '', lines) => {
    expect(readFileSync(file, 'utf8').split('\n').length - 1).toBe(Number(lines));
  });
});

test('every named file exists', () => {
  const named = [...page.matchAll(/`((?:native|src|test)\/[\w./-]+)`/g)].map(([, file = '']) => file);
  const real = named.filter((file) => !file.includes('NAME'));
  expect(real.length).toBeGreaterThan(10);
  expect(real.filter((file) => !existsSync(file))).toEqual([]);
});

test('an example is tortured only if it is named', async () => {
  expect((await tortureConfigOf([])).versions).not.toContain('example-v4');
  expect((await tortureConfigOf(['example-v4'])).versions).toEqual(['example-v4']);
});
