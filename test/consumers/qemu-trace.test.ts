// The trace of a real QEMU that runs under TCG without a guest, for about a second, while its firmware starts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../src/documents/import-report.js';
import { linesOf, runCli, until } from '../support/cli.js';
import { type ReadRecording, readRecording } from '../support/read-recording.js';

const qemu = 'qemu-system-x86_64';
const version = spawnSync(qemu, ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0];
const reason = version === undefined ? `no ${qemu}; try: apt-get install --no-install-recommends qemu-system-x86` : '';
if (reason !== '') console.warn(`SKIPPED: no QEMU to trace: ${reason}`);

const traced = ['flatview*', 'qemu_mutex*', 'virtio_gpu*'];

/** FlatViews that must be freed before QEMU is stopped; the firmware causes more while it sets up the machine. */
const enoughViews = 20;
const enoughLines = 2000;

/** Counts lines with this text; QEMU writes lines as events occur. */
const linesThere = (file: string, text: string) => linesOf(file).filter((line) => line.includes(text)).length;

/** Runs QEMU until its firmware has caused the events that the tests need, then ends QEMU as a user would. */
async function traceQemu(options: string[], isEnough: () => boolean): Promise<number | null> {
  const machine = ['-machine', 'pc,accel=tcg', '-nodefaults', '-device', 'virtio-gpu-pci', '-display', 'none'];
  const child = spawn(qemu, [...machine, '-monitor', 'stdio', ...options], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  try {
    await until('enough of a trace', isEnough);
    child.stdin.end('quit\n');
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return ended;
}

describe.skipIf(reason !== '')(`${version ?? 'QEMU'}${reason === '' ? '' : ` (skipped: ${reason})`}`, () => {
  let [report, recording, lines]: [ImportReport | undefined, ReadRecording | undefined, string[]] = [
    undefined,
    undefined,
    [],
  ];
  const of = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the import has failed');
    return value;
  };
  const linesWith = (text: string) => lines.filter((line) => line.includes(`:${text} `)).length;
  const eventsOf = (kind: string) => of(recording).events.filter((event) => event.kind === kind);

  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-qemu-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(async () => {
    const log = join(folder, 'qemu.log');
    const trace = traced.flatMap((pattern) => ['-trace', pattern]);
    const isEnough = () => linesOf(log).length > enoughLines && linesThere(log, ':flatview_destroy ') > enoughViews;
    expect(await traceQemu([...trace, '-msg', 'timestamp=on', '-D', log], isEnough)).toBe(0);
    lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const { code, stdout, stderr } = await runCli(['trace', 'import', 'qemu.log', '--json'], { cwd: folder });
    expect([code, stderr]).toEqual([0, '']);
    report = JSON.parse(stdout);
    recording = readRecording(`${log}.rcutrace`);
  });

  test('every line becomes an event or is counted', () => {
    expect(of(report).events).toBeGreaterThan(1000);
    expect(of(report).events + of(report).skippedLines).toBe(lines.length);
    expect(of(report).warnings).toEqual([]);
    expect(of(recording).whole).toBe(true);
  });

  test('the main loop and the RCU thread are recognized', () => {
    const names = of(report).threads.map(({ name }) => name);
    expect(names.filter((name) => name === 'main loop').length).toBe(1);
    expect(names.filter((name) => name === 'RCU thread').length).toBe(1);
    expect(names.length).toBeGreaterThan(2);
  });

  test('views are queued, and freed by the RCU thread', () => {
    expect(linesWith('flatview_destroy')).toBeGreaterThan(10);
    const freed = eventsOf('qemu:flatview_destroy');
    expect(freed.length).toBe(linesWith('flatview_destroy'));
    expect(eventsOf('qemu:flatview_destroy_rcu').length).toBe(linesWith('flatview_destroy_rcu'));
    expect(new Set(freed.map(({ thread }) => thread))).toEqual(new Set(['RCU thread']));
  });

  test('each view is freed after it was queued, with the times and addresses of the trace', () => {
    const queued = new Map<bigint, bigint>();
    const waits: bigint[] = [];
    const both = [...eventsOf('qemu:flatview_destroy_rcu'), ...eventsOf('qemu:flatview_destroy')];
    for (const { kind, a, timeNs } of both.toSorted((x, y) => Number(x.timeNs - y.timeNs))) {
      if (kind === 'qemu:flatview_destroy_rcu') queued.set(a, timeNs);
      else waits.push(timeNs - (queued.get(a) ?? timeNs + 1n));
    }
    expect(waits.filter((ns) => ns < 0n)).toEqual([]);
    // QEMU without this series sleeps in steps of 10 ms to collect callbacks.
    expect(waits.some((ns) => ns > 1_000_000n)).toBe(true);
  });

  test('the BQL is recognized, and its waits and holds nest', () => {
    const taken = lines.find((line) => line.includes('qemu_mutex_lock ') && line.includes('/main-loop.c:')) ?? '';
    expect(of(report).inferredBql).toBe(/mutex (0x[0-9a-f]+)/.exec(taken)?.[1]);
    expect(eventsOf('qemu_bql_held').length).toBeGreaterThan(10);
    expect(brokenNesting(of(recording))).toEqual([]);
  });

  test('every lock event is a slice or a mark', () => {
    const waits = eventsOf('qemu_bql_wait').length + eventsOf('qemu_mutex_wait').length;
    expect(waits + eventsOf('qemu:qemu_mutex_lock').length).toBe(linesWith('qemu_mutex_lock'));
  });

  test('the summary is printed as text', async () => {
    const { code, stdout } = await runCli(['trace', 'import', 'qemu.log'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Unmaps +0 finished, p50 n\/a, max n\/a$/m);
    expect(stdout).toMatch(/^Next +rcu-bench trace summary qemu\.log\.rcutrace$/m);
  });

  test('a trace without times causes an error that names the missing option', async () => {
    const untimed = join(folder, 'untimed.log');
    const isEnough = () => linesThere(untimed, 'flatview_destroy ') > 0;
    expect(await traceQemu(['-trace', 'flatview*', '-D', untimed], isEnough)).toBe(0);
    const { code, stderr } = await runCli(['trace', 'import', untimed], { cwd: folder });
    expect([code, stderr.replace(untimed, 'FILE')]).toEqual([
      2,
      "Error: 'FILE' has trace events, but none with a time\n  Give QEMU the option -msg timestamp=on and trace again.\n",
    ]);
  });

  test('a trace of the simple backend, if this QEMU was built with that backend', async ({ skip }) => {
    const file = join(folder, 'simple');
    // This backend writes when QEMU ends, so only the existence of the file shows progress. Most views are freed
    // before the firmware begins, so the exact running time does not matter.
    const begin = Date.now();
    const isEnough = () => existsSync(file) && Date.now() - begin > 1500;
    expect(await traceQemu(['-trace', `enable=flatview*,file=${file}`], isEnough)).toBe(0);
    if (!startsLikeSimple(file)) {
      console.warn(`SKIPPED: ${version} was built without the simple backend`);
      skip('built without the simple backend');
    }
    const { code, stdout } = await runCli(['trace', 'import', file, '--json'], { cwd: folder });
    expect([code, JSON.parse(stdout).format]).toEqual([0, 'qemu-simple']);
    const freed = readRecording(`${file}.rcutrace`).events.filter(({ kind }) => kind === 'qemu:flatview_destroy');
    expect(freed.length).toBeGreaterThan(10);
  });
});

/** Ends of slices that do not close the innermost slice of their thread. */
function brokenNesting({ events, kinds }: ReadRecording): string[] {
  const closes = new Map(kinds.map(({ key, closes: begun }) => [key, begun]));
  const isBegin = new Set(closes.values());
  const open = new Map<string, string[]>();
  return events.flatMap(({ thread, kind, a, timeNs }) => {
    const stack = open.get(thread) ?? [];
    open.set(thread, stack);
    if (isBegin.has(kind)) stack.push(`${kind} ${a}`);
    const begun = closes.get(kind);
    return begun === undefined || stack.pop() === `${begun} ${a}` ? [] : [`${thread} ${timeNs} ${kind} ${a}`];
  });
}

const startsLikeSimple = (file: string) => readFileSync(file).subarray(0, 8).equals(Buffer.alloc(8, 0xff));
