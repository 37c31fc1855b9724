// Lines of QEMU's log backend, as different QEMU versions write them.
import { describe, expect, test } from 'vitest';
import { parseLogLine } from '../../src/trace/qemu/log-parser.js';

const iso = '2025-07-21T18:43:28.089797Z';
const isoNs = BigInt(Date.UTC(2025, 6, 21, 18, 43, 28)) * 1_000_000n + 89_797_000n;

describe('an event', () => {
  test('until 10.0: thread id, seconds, microseconds', () => {
    expect(parseLogLine('26236@1795576867.073502:flatview_new 0x55d5a3b9bc20 (root (nil))')).toEqual({
      timeNs: 1795576867_073502_000n,
      tid: 26236,
      name: 'flatview_new',
      numbers: [0x55d5a3b9bc20n, 0n],
    });
  });

  test('from 10.1: a time, no thread', () => {
    expect(parseLogLine(`${iso} flatview_destroy 0x10 (root 0x20)`)).toEqual({
      timeNs: isoNs,
      name: 'flatview_destroy',
      numbers: [16n, 32n],
    });
  });

  test.each([
    ['program and thread', 'qemu-system-x86_64: (1144713:call_rcu): '],
    ['guest, program and thread', '[fish food] qemu-system-x86_64: (1144713:call_rcu): '],
  ])('from 11.0: with %s', (_, prefix) => {
    const event = { timeNs: isoNs, tid: 1144713, threadName: 'call_rcu', name: 'flatview_destroy', numbers: [16n] };
    expect(parseLogLine(`${iso} ${prefix}flatview_destroy 0x10`)).toEqual(event);
  });

  test('a thread name with spaces and a slash', () => {
    expect(parseLogLine(`${iso} qemu: (12:CPU 0/KVM): kvm_run_exit cpu_index 0, reason 2`)).toMatchObject({
      threadName: 'CPU 0/KVM',
      name: 'kvm_run_exit',
      numbers: [0n, 2n],
    });
  });

  test("a guest's name before the event", () => {
    expect(parseLogLine(`${iso} vm_1 flatview_destroy 0x10`)).toMatchObject({
      name: 'flatview_destroy',
      numbers: [16n],
    });
  });

  test('a time without a fraction, as glib writes the whole second', () => {
    expect(parseLogLine('2025-07-21T18:43:28Z flatview_destroy 0x10')).toMatchObject({ timeNs: isoNs - 89_797_000n });
  });

  test.each([
    ['the journal', `Jul 21 20:43:28 host qemu[812]: ${iso} flatview_destroy 0x10`],
    ['output of the guest without a line end', `login: ${iso} flatview_destroy 0x10`],
    ['the same in the older format', 'login: 12@1795576867.073502:flatview_destroy 0x10'],
  ])('after %s', (_, line) => {
    expect(parseLogLine(line)).toMatchObject({ name: 'flatview_destroy', numbers: [16n] });
  });

  test("a lock: the mutex, and its caller's file and line", () => {
    const line = '1@2.000003:qemu_mutex_lock waiting on mutex 0x55d59d7b3b40 (../../util/main-loop.c:318)';
    expect(parseLogLine(line)).toEqual({
      timeNs: 2_000_003_000n,
      tid: 1,
      name: 'qemu_mutex_lock',
      numbers: [0x55d59d7b3b40n, 318n],
      sourceFile: '../../util/main-loop.c',
    });
  });

  test.each([
    ['finish_unmapping', false],
    ['mapping_state', true],
  ])('whether an unmap argument is a state: %s', (argument, hasState) => {
    const line = `1@2.000003:virtio_gpu_cmd_res_unmap_blob res 0x7, mr 0x55d5, ${argument} 1`;
    expect(parseLogLine(line)).toMatchObject({ numbers: [7n, 0x55d5n, 1n], hasState });
  });

  test('negative numbers have 64 bits; digits inside words are not numbers', () => {
    const line = '1@2.000003:some_event fd -1 ide0 a.b3 9p/4k 12';
    expect(parseLogLine(line)).toMatchObject({ numbers: [2n ** 64n - 1n, 12n] });
  });
});

describe('not an event', () => {
  test.each([
    ['without a time', 'flatview_new 0x559 (root (nil))'],
    ['without a time, from 11.0', 'qemu-system-x86_64: (1144713:main): flatview_new 0x559 (root (nil))'],
  ])('an event %s', (_, line) => expect(parseLogLine(line)).toBe('untimed'));

  test.each([
    ['', ''],
    ['guest output', 'Booting from Hard Disk...'],
    ['a warning', `${iso} qemu-system-x86_64: warning: host does not support some_feature`],
    ['a warning of 7.2', 'qemu-system-x86_64: warning: TCG does not support some_feature'],
    ['an impossible date', '2025-02-31T99:00:00Z flatview_new 0x1'],
    ['a time before 1970', '1969-01-01T00:00:00Z flatview_new 0x1'],
    ['an invalid thread id', '4294967296@1.000000:flatview_new 0x1'],
    ['a time beyond the range of any clock', '1@9999999999.000000:flatview_new 0x1'],
    ['a number beyond 64 bits', '1@2.000000:virtio_gpu_cmd_res_unref res 0x1ffffffffffffffff'],
    ['an endless number', `1@2.000000:virtio_gpu_cmd_res_unref res 0x${'f'.repeat(5000)}`],
    ['zero bytes', '\0\0\0\0'],
  ])('%s', (_, line) => expect(parseLogLine(line)).toBe('other'));
});
