// The only file that loads the native addon. Its shapes are those of native/addon; nothing is checked here.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { UserError } from '../model/errors.js';
import type { GpWidth, WaitBackend } from '../model/run-config.js';

/** Every value in base units, every one required: the addon checks nothing twice. */
export interface NativeConfig {
  version: string;
  membarrier: 'off' | 'on' | 'global';
  wait: WaitBackend;
  gpBits: GpWidth;
  accel: 'kvm' | 'tcg' | 'none';
  seed: number;
  warmupNs: number;
  durationNs: number;
  vcpus: number;
  /** KVM exits per second and vCPU. */
  exitRate: number;
  exitHandlerNs: number;
  /** TCG section. */
  sectionNs: number;
  kickNs: number;
  ioRate: number;
  ioSectionNs: number;
  renderNs: number;
  submitRate: number;
  /** Unmaps per second. */
  unmapRate: number;
  burst: number;
  gracePeriods: number;
  virtqueues: number;
  commitDelayNs: number;
  blobBytes: number;
  blobs: number;
  /** Before the load starts: takes 0.4 s. */
  measureFloors: boolean;
  pinCpus: readonly number[];
  /** Ring capacity per thread; 0: untraced. */
  traceEvents: number;
}

/** Every value in base units, every one required. */
export interface NativeTortureConfig {
  version: string;
  membarrier: 'off' | 'on' | 'global';
  wait: WaitBackend;
  gpBits: GpWidth;
  seed: number;
  durationNs: number;
  readers: number;
  writers: number;
  /** Other delays in every episode, beside `delays`. */
  drawDelays: boolean;
  delays: readonly { point: string; delayNs: number; probability: number }[];
  /** Ring capacity per thread. */
  traceEvents: number;
}

export interface NativeTortureOutcome {
  verdict: 'pass' | 'stalled' | 'gp-violation' | 'data-race-suspect' | 'interrupted';
  ranNs: number;
  counters: Record<string, number>;
  evidence: string[];
  /** Empty unless it stalled. */
  lastEvents: string[];
}

export interface NativeTortureProgress {
  elapsedNs: number;
  callbacks: number;
}

export interface NativeTorture {
  /** Resolves on a stall too; its threads then hang still and the process has to be killed. */
  run(): Promise<NativeTortureOutcome>;
  progress(): NativeTortureProgress;
  /** Ends early: the verdict is `interrupted`. */
  stop(): void;
  writeTrace(path: string, title: string): { events: number; dropped: number };
}

export type TrialPhase = 'floors' | 'warmup' | 'measure' | 'drain' | 'done';

export interface NativeProgress {
  phase: TrialPhase;
  /** Since the trial was made. */
  elapsedNs: number;
  unmaps: number;
}

export interface NativeResult {
  status: 'pass' | 'stalled' | 'gp-violation' | 'interrupted';
  measuredNs: number;
  overloaded: boolean;
  /** Raw, in ns, by metric name. */
  samples: Record<string, Float64Array>;
  counters: Record<string, number>;
  /** Evidence: the state of every thread at a stall, or the violations. */
  report: string[];
}

export interface NativeTrial {
  /** Resolves on a stall too; its threads then hang still and the process has to be killed. */
  run(): Promise<NativeResult>;
  progress(): NativeProgress;
  /** Ends early: the result's status is `interrupted`. */
  stop(): void;
  /** Writes Chrome JSON to exactly this path. */
  writeTrace(path: string, title: string): { events: number; dropped: number };
}

/** The guest's open-loop schedule. type: 0 map, 1 unmap, 2 submit, 3 flush. */
export interface NativeArrivals {
  timeNs: Float64Array;
  type: Uint8Array;
  resource: Float64Array;
}

export interface NativeBinding {
  versions(): string[];
  arrivals(config: NativeConfig): NativeArrivals;
  /** null: usable; else the reason. */
  probeMembarrier(kind: 'off' | 'on' | 'global'): string | null;
  Trial: new (config: NativeConfig) => NativeTrial;
  Torture: new (config: NativeTortureConfig) => NativeTorture;
  /** Names of the points at which a torture can delay. */
  delayPoints(): string[];
}

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the addon may lie, best first: an explicit one, the prebuilt one, the one built here. */
export function addonCandidates(): string[] {
  const explicit = process.env.RCU_BENCH_ADDON;
  if (explicit !== undefined && explicit !== '') return [explicit];
  return [
    `${root}prebuilds/${process.platform}-${process.arch}/rcu-bench.node`,
    `${root}native/build/Release/rcu_bench.node`,
  ];
}

/** Loads the first candidate that loads; a UserError that lists what was tried otherwise. */
export function loadBinding(): NativeBinding {
  const failures: string[] = [];
  for (const path of addonCandidates()) {
    if (!existsSync(path)) {
      failures.push(`${path}: not there`);
      continue;
    }
    try {
      return require(path) as NativeBinding;
    } catch (error) {
      failures.push(`${path}: ${firstLine(error)}`);
    }
  }
  throw new UserError('the native addon cannot be loaded', {
    suggestions: [...failures, `Build it: npm run build:native, in ${root}`],
  });
}

const firstLine = (error: unknown) => String(error instanceof Error ? error.message : error).split('\n')[0];
