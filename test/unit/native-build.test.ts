// The build of the addon: translation units that group its sources, folders with unusual names, hints after a failure.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hintFor } from '../../scripts/build-hint.js';
import { writeUnits } from '../../scripts/native-units.js';

const root = resolve(import.meta.dirname, '../..');

/** A folder with these files, removed after the test. */
function folderWith(files: Record<string, string>, name = 'sources'): string {
  const scratch = mkdtempSync(join(tmpdir(), 'rcu-bench-build-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  const folder = join(scratch, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('translation units', () => {
  const head = '// Written by scripts/native-units.js.\n';
  const texts = (paths: string[]) => paths.map((path) => readFileSync(path, 'utf8'));

  test('exist for each folder with sources, the largest first', () => {
    const sources = folderWith({
      'small/a.cc': 'int a;',
      'large/z.cc': 'int z_of_the_larger_folder;',
      'large/b.cc': 'int b;',
      'large/b.h': '',
      'headers/only.h': '',
      'test/t.cc': '',
      'build/units/old.cc': '',
    });
    const output = join(sources, 'build/units');
    const paths = writeUnits(output, sources);
    expect(paths).toEqual([join(output, 'large.cc'), join(output, 'small.cc')]);
    expect(texts(paths)).toEqual([
      `${head}#include "large/b.cc"\n#include "large/z.cc"\n`,
      `${head}#include "small/a.cc"\n`,
    ]);
    expect(() => statSync(join(output, 'old.cc'))).toThrow('ENOENT');
  });

  test('are rewritten only if their folder has changed', () => {
    const sources = folderWith({ 'a/a.cc': '', 'b/b.cc': '' });
    const output = join(sources, 'build');
    const old = new Date(2020, 1, 1);
    for (const path of writeUnits(output, sources)) utimesSync(path, old, old);
    writeFileSync(join(sources, 'b/new.cc'), '');
    writeUnits(output, sources);
    expect(statSync(join(output, 'a.cc')).mtime).toEqual(old);
    expect(readFileSync(join(output, 'b.cc'), 'utf8')).toContain('"b/new.cc"');
  });

  test('a name that two sources of a folder define is reported with both locations', () => {
    const sources = folderWith({
      'a/first.cc': 'namespace {\nint twice() { return 1; }\n}\n',
      'a/second.cc': 'namespace {\nint twice() { return 2; }\n}\n',
    });
    const units = writeUnits(join(sources, 'build'), sources);
    const { status, stderr } = spawnSync('g++', ['-fsyntax-only', '-I', sources, ...units], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/a\/second\.cc:2:5: error: redefinition/);
    expect(stderr).toMatch(/a\/first\.cc:2:5: note:/);
  });
});

test('the addon is compiled, linked and loaded in a folder with spaces and shell characters in its name', () => {
  const addon = `#include <node_api.h>
NAPI_MODULE_INIT() { napi_value loaded; napi_create_int32(env, 42, &loaded); return loaded; }`;
  const checkout = folderWith({ 'native/addon/addon.cc': addon }, `a b$(exit 1)'"&;#`);
  mkdirSync(join(checkout, 'scripts'));
  for (const file of ['native/binding.gyp', 'native/exports.map', 'package.json'])
    copyFileSync(join(root, file), join(checkout, file));
  for (const name of ['build-hint', 'install-native', 'native-units', 'node-gyp', 'node-headers'])
    copyFileSync(join(root, `scripts/${name}.js`), join(checkout, `scripts/${name}.js`));
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  const { status, stderr } = spawnSync('node', [join(checkout, 'scripts/install-native.js')], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    0,
    expect.stringMatching(/^rcu-bench: built the addon in \d+ s \(there is none\)\n$/),
  ]);
  expect(createRequire(import.meta.url)(join(checkout, 'native/build/Release/rcu_bench.node'))).toBe(42);
}, 300_000);

describe('the hint after a failed build names the cause', () => {
  test.each([
    ["g++: error: unrecognized command-line option '-std=c++20'; did you mean", 'too old: it needs C++20'],
    ['../rcu/event.h:3:10: fatal error: concepts: No such file or directory', 'too old: it needs C++20'],
    ['/usr/include/node/uv.h:5:10: fatal error: errno.h: No such file or directory', 'A header is missing'],
    [
      'gyp ERR! stack FetchError: request to https://example.invalid failed, reason: getaddrinfo ENOTFOUND',
      '--nodedir',
    ],
    ['gyp ERR! find Python \ngyp ERR! stack Error: Could not find any Python installation to use', 'needs Python 3'],
    ['{standard input}: No space left on device', 'The disk is full'],
    ['g++: fatal error: Killed signal terminated program cc1plus', 'JOBS=1'],
    ['collect2: error: ld returned 1 exit status', 'not linked'],
    ["a.cc:1:1: error: 'x' does not name a type", 'The cause is in the lines above'],
  ])('%s', (output, hint) => {
    const info = 'gyp info find Python using Python version 3.11.7 found at "/usr/bin/python3"\n';
    expect(hintFor(info + output)).toContain(hint);
  });
});
