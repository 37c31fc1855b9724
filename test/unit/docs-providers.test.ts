// docs/providers.md agrees with the header and with the example's source file.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { peers } from '../../src/versions/catalogue.js';

const page = readFileSync('docs/providers.md', 'utf8');
const header = readFileSync('native/provider/provider.h', 'utf8');

test('the printed example is the file that is built and run', () => {
  const [, block] = /^```c\n([\s\S]*?)^```$/m.exec(page) ?? [];
  expect(block).toBe(readFileSync('examples/provider-toy/toy.c', 'utf8'));
});

test('every function of the table has a row', () => {
  const [, table = ''] = /^struct rcu_bench_provider \{\n([\s\S]*?)^\};$/m.exec(header) ?? [];
  const functions = [...table.matchAll(/\(\*(\w+)\)\(/g)].map(([, name]) => name);
  expect(functions.length).toBeGreaterThan(10);
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(functions.filter((name) => !named.includes(name))).toEqual([]);
});

test('every flag of `tells` is explained', () => {
  const flags = [...header.matchAll(/^#define (RCU_BENCH_(?:TELLS_\w+|INFERS|READS_ARE_CALLED)) /gm)].map(
    ([, name]) => name,
  );
  expect(flags.length).toBeGreaterThan(4);
  expect(flags.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});

test('every flavour of liburcu is named', () => {
  expect(peers.length).toBeGreaterThan(3);
  expect(peers.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('every link to a file leads somewhere', () => {
  for (const [, target = ''] of page.matchAll(/\]\(((?!http)[^)]+)\)/g)) {
    expect([target, existsSync(join('docs', target))]).toEqual([target, true]);
  }
});
