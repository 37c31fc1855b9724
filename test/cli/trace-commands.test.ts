// The `trace` commands as a user runs them, on hand-made recordings.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { recordingBytes, unmaps, writeRecording } from '../support/recordings.js';

/** A folder with a recording of three unmaps. */
function given(): string {
  const cwd = temporaryFolder();
  writeRecording(join(cwd, 'r.rcutrace'), unmaps(5000, 20_000, 10_000));
  return cwd;
}

describe('trace export', () => {
  test('writes Chrome JSON beside the recording and says what is in it', async () => {
    const cwd = given();
    const { code, stdout, stderr } = await runCli(['trace', 'export', 'r.rcutrace'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^54 slices, 10 marks, 3 counter values and 9 arrows of 3 threads\nTrace {3}r\.json\n/);
    expect(JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')).traceEvents.length).toBeGreaterThan(20);
    expect(readdirSync(cwd).sort()).toEqual(['r.json', 'r.rcutrace']);
  });

  test('writes a part in another format and reports with --json', async () => {
    const cwd = given();
    const { code, stdout } = await runHere(
      ['trace', 'export', 'r.rcutrace', '-o', 'new/x.pftrace.gz', '--from', '2us', '--to', '5us', '--json'].concat([
        '--category',
        'grace_period',
      ]),
      { cwd },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'r.rcutrace',
      output: 'new/x.pftrace.gz',
      format: 'perfetto',
      gzip: true,
      slices: 2, // the grace period and its round, both cut
      marks: 0,
      counters: 0,
    });
    expect([...readFileSync(join(cwd, 'new/x.pftrace.gz')).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  test('a truncated recording is exported with a warning', async () => {
    const cwd = given();
    writeFileSync(join(cwd, 'cut.rcutrace'), recordingBytes({ ...unmaps(5000), whole: false }));
    const { code, stdout } = await runHere(['trace', 'export', 'cut.rcutrace'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Warning the recording is damaged: it has no end/m);
  });
});

test('trace summary prints the same figures for a recording and its export', async () => {
  const cwd = given();
  const recorded = await runCli(['trace', 'summary', 'r.rcutrace'], { cwd });
  expect([recorded.code, recorded.stderr]).toEqual([0, '']);
  expect(recorded.stdout).toMatch(/^unmap +unmap +3 10\.0us +- +- 20\.0us 35\.0us$/m);
  await runHere(['trace', 'export', 'r.rcutrace', '--gzip'], { cwd });
  expect((await runHere(['trace', 'summary', 'r.json.gz'], { cwd })).stdout).toBe(recorded.stdout);
  const { slices } = JSON.parse((await runHere(['trace', 'summary', 'r.rcutrace', '--json'], { cwd })).stdout);
  expect(slices[0]).toMatchObject({ category: 'unmap', name: 'unmap', n: 3, min: 5000, max: 20_000, totalNs: 35_000 });
});

describe('trace explain', () => {
  test('the slowest unmap by default', async () => {
    const cwd = given();
    const { code, stdout } = await runCli(['trace', 'explain', 'r.rcutrace'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^blob-unmap v3: unmap of resource 2, 8\.00 us into the recording, the slowest of 3\n/);
    expect(stdout).toMatch(/^total +20\.0us {2}20000 ns, 1 grace period: 19\.4us not forced after 1 timed\n? *wait$/m);
  });

  test.each([
    [['-p', '1'], 1, 1],
    [['-p', '50'], 3, 2],
    [['--resource', '2'], 2, 3],
  ])('%j', async (flags, resource, rank) => {
    const { code, stdout } = await runHere(['trace', 'explain', 'r.rcutrace', '--json', ...flags], { cwd: given() });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rank, unmaps: 3, lost: 0, story: { resource } });
  });
});

test('trace cut puts unmaps of several recordings side by side', async () => {
  const cwd = given();
  writeRecording(join(cwd, 'other.rcutrace'), { ...unmaps(7000), meta: { version: 'baseline' } });
  const { code, stdout } = await runCli(['trace', 'cut', 'r.rcutrace', 'other.rcutrace', '-p', '50,100'], { cwd });
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, 4)).toEqual([
    'v3        p50  10.0us  resource 3',
    'v3        max  20.0us  resource 2',
    'baseline  p50  7.00us  resource 1',
    'baseline  max  7.00us  resource 1',
  ]);
  const text = readFileSync(join(cwd, 'traces/exemplars.json'), 'utf8');
  for (const name of ['v3 p50: 0.010 ms', 'v3 max: 0.020 ms', 'baseline max: 0.007 ms']) expect(text).toContain(name);
});

describe('a one-line error, nothing on standard output', () => {
  const futureRecording = () => {
    const bytes = recordingBytes(unmaps(5000));
    bytes.writeUInt32LE(2, 8);
    return bytes;
  };

  test.each<[string[], number, string]>([
    [['export', 'missing.rcutrace'], 1, "cannot read the recording 'missing.rcutrace': no such file or folder"],
    [['export', 'd'], 1, "cannot read the recording 'd': it is a folder"],
    [['export', 'r.rcutrace', '-o', 'd'], 1, "cannot write the trace 'd': it is a folder"],
    [
      ['export', 'r.rcutrace', '-o', 'text/x'],
      1,
      "cannot write the trace 'text/x': a part of the path is not a folder",
    ],
    [['export', 'r.rcutrace', '-o', 'x.rcutrace'], 1, "'x.rcutrace' would be a recording, not an export"],
    [['export', 'r.rcutrace', '--category', 'bqll'], 1, "nothing in 'r.rcutrace' is of category 'bqll'"],
    [['export', 'text'], 1, "'text' is not a recording"],
    [['export', 'empty'], 1, "'empty' is not a recording"],
    [['export', 'future'], 1, "'future' is a recording of format version 2; this tool reads version 1"],
    [['export', 'r.rcutrace', '--from', '2s', '--to', '1s'], 2, '--to: 1s is not after --from 2s'],
    [['export', 'r.rcutrace', '--from', '1'], 2, "--from: '1' has no unit"],
    [['export', 'r.rcutrace', '-f', 'json'], 2, "--format: 'json' is not a choice"],
    [['summary', 'missing'], 1, "cannot read 'missing': no such file or folder"],
    [['summary', 'd'], 1, "cannot read 'd': it is a folder"],
    [['summary', 'empty'], 1, "'empty' is empty"],
    [['summary', 'text'], 1, "'text' is neither a recording nor a trace that rcu-bench exports"],
    [['summary', 'future'], 1, "'future' is a recording of format version 2; this tool reads version 1"],
    [['explain', 'missing'], 1, "cannot read the recording 'missing': no such file or folder"],
    [['explain', 'none.rcutrace'], 1, "there is no whole unmap that was measured in 'none.rcutrace'"],
    [['explain', 'r.rcutrace', '--resource', '9'], 1, "there is no whole unmap of resource 9 in 'r.rcutrace'"],
    [['explain', 'r.rcutrace', '-p', '101'], 2, "--percentile: '101' is not a percentile"],
    [['cut'], 2, 'trace cut needs a recording'],
    [['cut', 'none.rcutrace'], 1, "there is no whole unmap that was measured in 'none.rcutrace'"],
    [['cut', 'r.rcutrace', 'missing'], 1, "cannot read the recording 'missing': no such file or folder"],
    [['cut', 'r.rcutrace', '-p', '50,'], 2, "--percentile: '' is not a percentile"],
    [['cut', 'r.rcutrace', '--margin', 'x'], 2, "--margin: 'x' is not a duration"],
  ])('trace %j', async (args, exitCode, message) => {
    const cwd = given();
    mkdirSync(join(cwd, 'd'));
    writeFileSync(join(cwd, 'text'), 'hello, hello, hello\n');
    writeFileSync(join(cwd, 'empty'), '');
    writeFileSync(join(cwd, 'future'), futureRecording());
    writeRecording(join(cwd, 'none.rcutrace'), { ...unmaps(), events: [[0, 1000, 'kick']] });
    const { code, stdout, stderr } = await runHere(['trace', ...args], { cwd });
    expect(stderr.split('\n')[0]).toBe(`Error: ${message}`);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(existsSync(join(cwd, 'r.json'))).toBe(false);
  });

  test('with --json the error is an object, with the same exit code', async () => {
    const { code, stdout } = await runHere(['trace', 'summary', 'missing', '--json']);
    expect(code).toBe(1);
    expect(stdout).toContain("cannot read 'missing': no such file or folder");
    expect(() => JSON.parse(stdout)).not.toThrow();
  });
});
