// Every command line in the manual is accepted as printed.
import { readdirSync, readFileSync } from 'node:fs';
import { Parser } from '@oclif/core';
import { describe, expect, test } from 'vitest';
import ProviderBuildQemu from '../../src/commands/provider/build/qemu.js';
import {
  checkConfigOf,
  compareConfigOf,
  exploreConfigOf,
  fidelityConfigOf,
  runConfigOf,
  tortureConfigOf,
  wordsOf,
} from '../support/command-lines.js';

const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** The words after `rcu-bench COMMAND` in code blocks, and after COMMAND in table cells. */
function shown(command: string): [page: string, words: string][] {
  const inBlock = new RegExp(`^(?:\\$ )?rcu-bench ${command}\\b(.*)$`, 'gm');
  const inCell = new RegExp(`^\\| \`${command} ([^\`]*)\``, 'gm');
  return pages.flatMap((page) => {
    const text = readFileSync(page, 'utf8');
    const found = [...text.matchAll(inBlock), ...text.matchAll(inCell)].map(([, words = '']) => words);
    return found.map((words): [string, string] => [page, words.replace(/ +#.*/, '').trim()]);
  });
}

describe('compare', () => {
  const lines = shown('compare').filter(([, words]) => !words.includes('$'));
  test('the manual has examples', () => expect(lines.length).toBeGreaterThan(10));
  test.each(lines)('%s: compare %s', async (_, words) => {
    const { source } = await compareConfigOf(wordsOf(words));
    expect(['live', 'saved']).toContain(source.kind);
  });
});

describe('fidelity', () => {
  const lines = shown('fidelity').filter(([, words]) => !words.startsWith('A B'));
  test('the manual has examples', () => expect(lines.length).toBeGreaterThan(3));
  test.each(lines)('%s: fidelity %s', async (_, words) => {
    const { source } = await fidelityConfigOf(wordsOf(words));
    expect(['live', 'saved']).toContain(source.kind);
  });
});

describe('run', () => {
  const lines = shown('run').filter(([, words]) => !words.includes('$') && !words.startsWith('[VERSION'));
  test('the manual has examples', () => expect(lines.length).toBeGreaterThan(20));
  test.each(lines)('%s: run %s', async (_, words) => {
    expect((await runConfigOf(wordsOf(words))).versions.length).toBeGreaterThan(0);
  });
});

describe('torture', () => {
  const lines = shown('torture');
  test('the manual has examples', () => expect(lines.length).toBeGreaterThan(3));
  test.each(lines)('%s: torture %s', async (_, words) => {
    expect((await tortureConfigOf(wordsOf(words))).versions.length).toBeGreaterThan(0);
  });
});

describe('provider check', () => {
  const lines = shown('provider check');
  test('the manual has examples', () => expect(lines.length).toBeGreaterThan(1));
  test.each(lines)('%s: provider check %s', async (_, words) => {
    expect((await checkConfigOf(wordsOf(words))).versions).toHaveLength(1);
  });
});

describe('provider build qemu', () => {
  const lines = shown('provider build qemu');
  test('the manual has examples', () => expect(lines.length).toBeGreaterThan(0));
  test.each(lines)('%s: provider build qemu %s', async (_, words) => {
    const { flags } = await Parser.parse(wordsOf(words), { flags: ProviderBuildQemu.flags });
    expect(flags).toMatchObject({ source: '~/qemu', build: '~/qemu/build' });
  });
});

describe('explore', () => {
  const lines = shown('explore').filter(([, words]) => !words.startsWith('VERSION'));
  test('the manual has examples', () => expect(lines.length).toBeGreaterThan(5));
  test.each(lines)('%s: explore %s', async (_, words) => {
    expect((await exploreConfigOf(wordsOf(words))).version).not.toBe('');
  });
});
