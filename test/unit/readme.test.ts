import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { providerFile } from '../../src/versions/library-file.js';

const readme = readFileSync('README.md', 'utf8');
const blocks = [...readme.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text.trim());

test('the README begins with the two commands, and .ci/run finds the second', () => {
  expect(blocks.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  expect(readFileSync('.ci/run', 'utf8')).toContain('npm ci && npm test');
});

describe('the commands that the README shows', () => {
  const shown = readme.split('\n').filter((line) => /^(\$ )?rcu-bench run/.test(line));
  const host = { cpus: 2, allowedCpus: [0, 1], memoryBytes: 2 ** 34, readScenario, providerFile };

  test('the README shows commands', () => {
    expect(shown.length).toBeGreaterThanOrEqual(6);
  });

  test.each(shown.map((line) => [line.replace(/^\$ /, '').replace(/ *#.*/, '')]))('%s', (line) => {
    const words = line.split(' ').slice(2);
    const first = words.findIndex((word) => word.startsWith('--'));
    const versions = first < 0 ? words : words.slice(0, first);
    const flags: Record<string, string> = {};
    for (let i = versions.length; i < words.length; i += 1) {
      const flag = words[i]?.replace('--', '') ?? '';
      if (flag !== 'json') flags[flag] = words[++i] ?? '';
    }
    expect(parseRunConfig({ versions, flags }, host, () => 1).versions.length).toBeGreaterThan(0);
  });
});

test('every link to a file has a target', () => {
  const links = [...readme.matchAll(/\]\(((?!http)[^)]+)\)/g)].map(([, target = '']) => target);
  expect(links.length).toBeGreaterThan(4);
  for (const link of links) expect(() => readFileSync(link)).not.toThrow(/ENOENT/);
});
