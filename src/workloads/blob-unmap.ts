// A guest that frees virtio-gpu blobs while it draws: each unmap waits for grace periods, and the commands behind it
// wait for the unmap.
import { UsageError } from '../base/errors.js';
import { sizeText } from '../base/units.js';
import type { OptionValue } from '../documents/plan.js';
import { machineOptions, memoryMapOptions, readerCpuDemand } from './machine.js';
import type { MetricSpec } from './metric.js';
import { floorMetrics, grace, ns } from './metric.js';
import type { HostLimits, OptionSpecs } from './options.js';
import type { Workload } from './workload.js';

/** The largest burst of each profile, and its average rate. native/load/bursts.cc generates the bursts. */
const episodes: Readonly<Record<string, { most: number; perSecond: number }>> = {
  'window-drag': { most: 4, perSecond: (2.5 * 30) / 2 },
  'scene-switch': { most: 30, perSecond: 17.5 / 2 },
  'game-load': { most: 500, perSecond: 275 / 4 },
};

const options = {
  path: {
    flag: 'path',
    kind: 'choice',
    choices: ['subregion', 'map-fixed', 'unref', 'reset'],
    default: 'subregion',
    summary: 'how blobs are removed: unmap, mmap over a background, unref, device reset',
  },
  profile: {
    flag: 'profile',
    kind: 'choice',
    choices: ['custom', 'steady', 'window-drag', 'scene-switch', 'game-load'],
    default: 'custom',
    summary: 'blobs per burst; all but custom follow the frames',
  },
  arrivals: {
    flag: 'arrivals',
    kind: 'choice',
    choices: ['fixed', 'poisson', 'bursts'],
    default: 'fixed',
    summary: 'arrival times: regular, random, or four times the rate in a quarter of the time',
  },
  maps: {
    flag: 'maps',
    kind: 'choice',
    choices: ['after', 'before'],
    default: 'after',
    summary: 'each burst maps as many new blobs: long after it, or just before it',
  },
  frameRate: {
    flag: 'frame-rate',
    kind: 'rate',
    default: 60,
    min: 0,
    max: 1000,
    summary: 'frames per second, each with a flush in the same queue',
  },
  unmapRate: {
    flag: 'rate',
    kind: 'rate',
    default: 4,
    min: 0.01,
    max: 100_000,
    summary: 'blob unmaps per second that the guest requests (open loop)',
  },
  burst: { flag: 'burst', kind: 'count', default: 1, min: 1, max: 10_000, summary: 'unmaps that arrive together' },
  submitRate: {
    flag: 'submit-rate',
    kind: 'rate',
    default: 480,
    min: 0,
    max: 100_000,
    summary: 'render commands per second in the same queue',
  },
  renderNs: {
    flag: 'render',
    kind: 'duration',
    default: 500_000,
    min: 0,
    max: 10e9,
    summary: 'time of a render command, under the BQL',
  },
  gracePeriods: {
    flag: 'grace-periods',
    kind: 'count',
    default: 2,
    min: 1,
    max: 2,
    summary: 'chained grace periods of an unmap: 2 with active virtqueues, else 1',
  },
  ...memoryMapOptions,
  blobBytes: {
    flag: 'blob-size',
    kind: 'size',
    default: 2 ** 20,
    defaultWhen: [
      { key: 'profile', is: 'window-drag', default: 8 * 2 ** 20 },
      { key: 'profile', is: 'game-load', default: 128 * 2 ** 10 },
    ],
    min: 4096,
    max: 2 ** 30,
    summary: 'size of each blob',
  },
  blobs: {
    flag: 'blobs',
    kind: 'count',
    default: 16,
    defaultWhen: [
      { key: 'profile', is: 'scene-switch', default: 64 },
      { key: 'profile', is: 'game-load', default: 512 },
    ],
    min: 1,
    max: 4096,
    summary: 'blobs that fit into the host-memory window',
  },
  ...machineOptions,
} as const satisfies OptionSpecs;

const metrics: readonly MetricSpec[] = [
  ns('unmap.latency', 'unmap latency', 'headline'),
  ns('unmap.guest', 'unmap (guest)', 'headline'),
  ns('blocked.time', 'blocked time', 'headline'),
  ns('reset.latency', 'reset', 'headline'),
  ns('frame.latency', 'frame', 'headline'),
  ns('command.latency', 'delayed cmds', 'headline'),
  ns('callback.gp1', 'callback GP1', 'detail'),
  ns('callback.gp2', 'callback GP2', 'detail'),
  ...grace,
  ns('submit.latency', 'submit', 'detail'),
  ...floorMetrics,
];

/** Metrics with one sample for each unmap. */
const ofEachUnmap = ['unmap.guest', 'callback.gp1', 'callback.gp2'];

const unmapsPerSecond = ({ profile, unmapRate }: Values) => episodes[String(profile)]?.perSecond ?? Number(unmapRate);

/** Blobs may use at most this share of the memory, because they are really mapped and touched. */
const memoryShare = 0.25;

export const blobUnmap: Workload = {
  name: 'blob-unmap',
  summary: 'a guest frees virtio-gpu blobs while it draws',
  unit: 'unmaps',
  options,
  metrics,
  mainMetric: 'unmap.latency',
  overloadRemedy: 'Lower --rate or --burst.',
  samplesPerSecond: unmapsPerSecond,
  samplesPerSecondOf(metric, values) {
    if (ofEachUnmap.includes(metric)) return unmapsPerSecond(values);
    if (metric === 'frame.latency') return Number(values.frameRate);
    if (metric === 'submit.latency') return Number(values.submitRate);
    return metric === 'reset.latency' && values.path !== 'reset' ? 0 : undefined;
  },
  cpuDemand: (values) =>
    readerCpuDemand(values) + Math.min(1, Number(values.submitRate) * Number(values.renderNs) * 1e-9),
  check(values, host) {
    checkMemory(values, host);
    checkProfile(values);
    checkRoom(values);
  },
};

type Values = Readonly<Record<string, OptionValue>>;

function checkMemory({ blobs, blobBytes }: Values, host: HostLimits): void {
  const totalBytes = Number(blobs) * Number(blobBytes);
  const allowedBytes = Math.floor(host.memoryBytes * memoryShare);
  if (totalBytes <= allowedBytes) return;
  throw new UsageError(
    `--blobs ${blobs} of ${sizeText(Number(blobBytes))} need ${inGiB(totalBytes)} of memory`,
    `At most a quarter of this machine's memory, ${inGiB(allowedBytes)}: lower --blobs or --blob-size.`,
  );
}

function checkProfile({ profile, path, frameRate, ...values }: Values): void {
  if (profile !== 'custom' && frameRate === 0)
    throw new UsageError(
      `--profile ${profile} frees blobs at frame times`,
      'Remove --frame-rate 0, which disables frames.',
    );
  if (profile === 'window-drag' && path === 'reset')
    throw new UsageError(
      '--profile window-drag resets no device',
      'With --path reset: scene-switch, game-load, steady.',
    );
  if (episodes[String(profile)] === undefined) return;
  for (const key of ['unmapRate', 'burst'] as const) {
    const { flag, default: otherwise } = options[key];
    if (values[key] !== otherwise)
      throw new UsageError(
        `--${flag} is given by --profile ${profile}`,
        `Leave out one of them; --profile steady takes --${flag}.`,
      );
  }
}

/** With --maps before, the host-memory window contains the old and the new blobs of a burst at the same time. */
function checkRoom({ profile, path, maps, burst, blobs }: Values): void {
  if (maps === 'before' && path === 'reset')
    throw new UsageError('--maps before does not go with --path reset', 'A reset takes away all that is mapped.');
  const most = episodes[String(profile)]?.most ?? Number(burst);
  const needed = maps === 'before' ? 2 * most : most;
  if (Number(blobs) >= needed) return;
  const what = maps === 'before' ? ', and as many new ones before' : '';
  throw new UsageError(`--blobs ${blobs} are too few: ${most} go at a time${what}`, `--blobs ${needed} is enough.`);
}

const inGiB = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
