// Errors of an import for input that it cannot read, and output that it cannot write.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleSources } from '../../scripts/import-sources.js';
import { UserError } from '../../src/base/errors.js';
import { defaultOutput, importTrace } from '../../src/trace/qemu/import.js';
import { temporaryFolder } from '../support/cli.js';
import { oldLog, SimpleTrace, wholeUnmap } from '../support/qemu-traces.js';

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
if (!canMount) console.warn('SKIPPED: no mount namespace for a full disk');

/** A script for a process that may have a private disk. */
const importScript = async (input: string) => `
import { importTrace } from '${await bundleSources('trace/qemu/import')}';
await importTrace('${input}', 'disk/out', { requested: false }).catch((error) => console.log(error.message));`;

const never = { requested: false };

async function failure(run: () => Promise<unknown>): Promise<UserError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Imports a file with this content, and checks that no file is left beside it. @returns the error */
async function refusal(content: string | Buffer): Promise<{ message: string; hint: string; exitCode: number }> {
  const folder = temporaryFolder();
  const input = join(folder, 'trace');
  writeFileSync(input, content);
  const error = await failure(() => importTrace(input, join(folder, 'out'), never));
  expect(readdirSync(folder)).toEqual(['trace']);
  return { message: error.message.replace(folder, ''), hint: error.suggestions.join(' '), exitCode: error.exitCode };
}

describe('input that is not an importable trace', () => {
  test.each<[string, string | Buffer, string, string]>([
    ['empty', '', 'is empty', 'QEMU writes it when it ends'],
    ['without times', 'flatview_new 0x1 (root 0x2)\n', 'none with a time', '-msg timestamp=on'],
    [
      'text of another kind',
      'hello\nworld\n',
      "is no trace of QEMU's log or simple backend",
      '-msg timestamp=on -trace',
    ],
    ['code', 'int main()\n{\nsome_call (1);\n}\n', "is no trace of QEMU's log", '-msg timestamp=on'],
    ['JSON', '{"traceEvents":[{"ph":"X","name":"some_event"}]}', 'is no trace of QEMU', '-trace'],
    ['zeroes', Buffer.alloc(100_000), 'is no trace of QEMU', '-trace'],
    ['a recording', 'rcutrace\u0001\0\0\0\0\0\0\0', 'is a recording already', 'rcu-bench trace summary'],
    ['big-endian', new SimpleTrace(4n, 'BE').bytes(), 'was written on a big-endian machine', 'little-endian'],
    ['of an old QEMU', new SimpleTrace(3n).bytes(), "has version 3 of QEMU's simple trace format", 'reads 4'],
    ['a simple trace without events', new SimpleTrace().map('some_event').bytes(), 'has no events in it', '-trace'],
    ['a truncated simple header', new SimpleTrace().bytes().subarray(0, 20), 'has no events in it', '-trace'],
    ['damaged from the start', new SimpleTrace().raw(Buffer.alloc(64, 9)).bytes(), 'is damaged at byte 24', ''],
  ])('%s', async (_, content, message, hint) => {
    const error = await refusal(content);
    expect(error.message).toContain(
      `'/trace' ${message}`.replace("'/trace' none", "'/trace' has trace events, but none"),
    );
    expect(error.hint).toContain(hint);
    expect(error.exitCode).toBe(2);
  });
});

describe('files', () => {
  const given = () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'qemu.log'), oldLog(...wholeUnmap));
    return { folder, input: join(folder, 'qemu.log') };
  };

  test.each([
    ['that is missing', 'missing', 'no such file or folder'],
    ['that is a folder', '.', 'it is a folder'],
  ])('an input %s', async (_, name, reason) => {
    const { folder } = given();
    const input = join(folder, name);
    const error = await failure(() => importTrace(input, join(folder, 'out'), never));
    expect([error.message, error.exitCode]).toEqual([`cannot read '${input}': ${reason}`, 1]);
  });

  test('an input that cannot be read twice', async () => {
    const error = await failure(() => importTrace('/dev/null', join(temporaryFolder(), 'out'), never));
    expect(error.message).toBe("cannot read '/dev/null': it is not a regular file, and it must be read twice");
  });

  test('an output that is a folder', async () => {
    const { folder, input } = given();
    mkdirSync(join(folder, 'out'));
    const error = await failure(() => importTrace(input, join(folder, 'out'), never));
    expect(error.message).toBe(`cannot write the recording '${join(folder, 'out')}': it is a folder`);
  });

  test('an output that is the input itself stays unchanged', async () => {
    const { input } = given();
    const error = await failure(() => importTrace(input, input, never));
    expect([error.message, error.exitCode]).toEqual([`'${input}' is the trace itself`, 2]);
    expect(readFileSync(input, 'utf8')).toBe(oldLog(...wholeUnmap));
  });

  test('an older recording is replaced, and no other file is left', async () => {
    const { folder, input } = given();
    writeFileSync(join(folder, 'out'), 'old');
    await importTrace(input, join(folder, 'out'), never);
    expect(readdirSync(folder).toSorted()).toEqual(['out', 'qemu.log']);
    expect(readFileSync(join(folder, 'out'), 'latin1')).toMatch(/^rcutrace/);
  });

  test('Ctrl-C leaves nothing behind', async () => {
    const { folder, input } = given();
    const error = await failure(() => importTrace(input, join(folder, 'out'), { requested: true }));
    expect([error.message, error.exitCode]).toEqual(['interrupted: nothing was written', 130]);
    expect(readdirSync(folder)).toEqual(['qemu.log']);
  });

  test('Ctrl-C while the import writes leaves nothing behind', async () => {
    const { folder, input } = given();
    let looks = 0;
    const later = {
      get requested() {
        return ++looks > 1;
      },
    };
    expect((await failure(() => importTrace(input, join(folder, 'out'), later))).exitCode).toBe(130);
    expect(readdirSync(folder)).toEqual(['qemu.log']);
  });

  test.skipIf(!canMount)('a full disk', async () => {
    const { folder, input } = given();
    writeFileSync(input, oldLog(...wholeUnmap).repeat(100));
    mkdirSync(join(folder, 'disk'));
    writeFileSync(join(folder, 'import.mjs'), await importScript(input));
    const command = `mount -t tmpfs -o size=4k none disk && "${process.execPath}" import.mjs; ls -A disk`;
    const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', command], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe("cannot write the recording 'disk/out': no space left on the disk\n");
  });

  test('the default name of the recording', () => {
    expect(defaultOutput('/var/log/qemu/guest.log')).toBe('guest.log.rcutrace');
  });
});
