// @ts-nocheck: src/engine/binding.ts checks the interface where the addon is loaded.
// Replaces the native addon (RCU_BENCH_ADDON): same interface, no threads, and every kind of trial result on demand.
// RCU_BENCH_FAKE lists `version=behaviour` pairs; other versions pass. RCU_BENCH_TRIAL_MARKS: see trial-marks.cjs.
'use strict';
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { minimalRecording } = require('./minimal-recording.cjs');
const { markTrial } = require('./trial-marks.cjs');

/** Reads the variable on each call: the process that loads the addon may run several command lines. */
function behaviourOf(version) {
  const pairs = (process.env.RCU_BENCH_FAKE ?? '').split(',').map((pair) => pair.split('='));
  return Object.fromEntries(pairs)[version] ?? 'pass';
}

const series = (first, step, n) => Float64Array.from({ length: n }, (_, i) => first + step * i);

const samples = () => ({
  'unmap.latency': series(1e6, 1e4, 150),
  'unmap.guest': series(1.1e6, 1e4, 150),
  'blocked.time': series(9e5, 1e4, 20),
  'command.latency': series(5e5, 1e3, 20),
  'callback.gp1': series(4e5, 1e3, 20),
  'callback.gp2': series(4e5, 1e3, 5),
  'grace_period.length': series(3e5, 1e3, 40),
  'bql.wait': series(100, 10, 1200),
  'section.length': series(5e3, 1, 2000),
  'floor.handoff': series(1e4, 10, 100),
  'floor.bql': series(60, 1, 100),
  'floor.timedwait_overshoot': series(1.2e5, 100, 20),
});

/** Makes every later write of this process to a file fail. */
function fillDisk() {
  fs.writeSync = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  syncBuiltinESMExports();
}

/** Samples of a trial that is `factor` times as slow, plus up to 10 % that depends on the seed. */
const scaled = (factor, seed) => {
  const luck = 1 + (seed % 1000) / 10000;
  return Object.fromEntries(
    Object.entries(samples()).map(([name, values]) => [name, values.map((v) => v * factor * luck)]),
  );
};

const counters = () => ({
  grace_periods: 40,
  forced: 30,
  forced_spurious: 0,
  forced_leftover: 3,
  gp2: 20,
  gp2_forced: 7,
  force_requests: 20,
  sleeps: 12,
  callbacks: 280,
  unmaps: 150,
  maps: 150,
  dropped_events: 0,
  dropped_samples: 0,
  rcu_cpu_ns: 5e6,
  rcu_wakeups: 90,
  kicks: 0,
  sections: 2000,
  late_arrivals: 0,
});

const result = (status, report = []) => ({
  status,
  measuredNs: 1e9,
  overloaded: false,
  abandoned: status === 'stalled',
  samples: samples(),
  counters: counters(),
  report,
});

function mute(seed) {
  const { 'grace_period.length': _, ...told } = scaled(1, seed);
  const known = Object.entries(counters()).filter(([name]) => !/^(grace_periods|forced.*|gp2.*|sleeps)$/.test(name));
  return { ...result('pass'), samples: told, counters: Object.fromEntries(known) };
}

class Trial {
  constructor(config) {
    this.config = config;
    this.behaviour = behaviourOf(config.version);
    if (this.behaviour === 'throw') throw new Error('the fake addon refuses this configuration');
  }

  async run() {
    markTrial('begin');
    switch (this.behaviour) {
      case 'steady': // the speed of the default behaviour, the noise of a trial
        return { ...result('pass'), samples: scaled(1, this.config.seed) };
      case 'noisy': // two trials of one seed differ, by less than the threshold
        return { ...result('pass'), samples: scaled(1 + 0.02 * Math.random(), this.config.seed) };
      case 'mute': // an RCU that reports no events
        return mute(this.config.seed);
      case 'fast':
        return { ...result('pass'), samples: scaled(0.1, this.config.seed) };
      case 'slow':
        return { ...result('pass'), samples: scaled(1.5, this.config.seed) };
      case 'stall-some': // one seed of three stalls
        if (this.config.seed % 3 !== 0) return { ...result('pass'), samples: scaled(0.1, this.config.seed) };
        return result('stalled', ['RCU thread: waits for sync_event', '3 callbacks pending, the link is broken']);
      case 'stall':
        return result('stalled', ['RCU thread: waits for sync_event', '3 callbacks pending, the link is broken']);
      case 'violation':
        return result('gp-violation', ['vCPU 0 read a blob that was unmapped inside its section']);
      case 'full-some': // one seed of three finds no space for its samples
        if (this.config.seed % 3 === 0) fillDisk();
        return { ...result('pass'), samples: scaled(1, this.config.seed) };
      case 'full':
        fillDisk();
        return result('pass');
      case 'overload':
        return { ...result('pass'), overloaded: true };
      case 'drop':
        return { ...result('pass'), counters: { ...counters(), dropped_samples: 12 } };
      case 'few':
        return { ...result('pass'), samples: { 'unmap.latency': series(1e6, 1, 3) } };
      case 'crash':
        process.stderr.write('fake addon: about to die\n');
        process.kill(process.pid, 'SIGSEGV');
        return new Promise(() => {});
      case 'exit':
        process.exit(7);
        break;
      case 'hang': // an endless loop on the thread that sends heartbeats
        for (;;);
      case 'wait':
        this.waiting = new Promise((resolve) => {
          this.end = resolve;
        });
        await this.waiting;
        return result('interrupted');
      case 'deaf':
        return new Promise(() => {});
      default:
        return result('pass');
    }
  }

  longestNs() {
    return 60e9;
  }

  progress() {
    return { phase: 'measure', elapsedNs: 5e8, done: 9 };
  }

  stop() {
    markTrial('stop');
    this.end?.();
  }

  writeRecording(path, process) {
    recorded = { title: process, full: this.behaviour === 'trace-full' };
    if (path !== '') fs.writeFileSync(path, minimalRecording(process));
    return {
      dropped: this.behaviour === 'drop' ? 4 : 0,
      triggered: this.behaviour === 'slow',
      clock: 'tsc',
      clockErrorNs: 12,
    };
  }
}

/** Tortures with the same results on demand. */
class Torture {
  constructor(config) {
    this.config = config;
  }

  async run() {
    const ages = { age_0: 900, age_1: 9, age_2: 0, age_3: 0, age_4: 0 };
    const outcome = (verdict, evidence = [], changes = {}) => ({
      verdict,
      ranNs: this.config.durationNs,
      abandoned: verdict === 'stalled',
      counters: { ...ages, callbacks: 12_345, grace_periods: 321, forced: 45, forced_spurious: 0, ...changes },
      evidence,
      lastEvents: verdict === 'stalled' ? ['RCU thread', '         1.500 ms ago  event wait begins'] : [],
    });
    switch (behaviourOf(this.config.version)) {
      case 'stall':
        return outcome('stalled', [
          'no progress: 3 callbacks pending',
          'RCU thread: has waited for sync_event for 2 s',
        ]);
      case 'violation':
        return outcome('gp-violation', ['reader 1: its object reached age 2'], { age_2: 7 });
      case 'refuse':
        throw new Error('the RCU cannot be started: it is Sunday');
      case 'race':
        return outcome('data-race-suspect', ['reader 0: was asked to signal after it was unregistered']);
      case 'crash':
        process.kill(process.pid, 'SIGSEGV');
        return new Promise(() => {});
      default:
        return outcome('pass');
    }
  }

  longestNs() {
    return this.config.durationNs + 60e9;
  }

  progress() {
    return { elapsedNs: 5e8, episodes: 3, callbacks: 99 };
  }

  stop() {}

  writeRecording(path, process) {
    recorded = { title: process, full: false };
    fs.writeFileSync(path, minimalRecording(process));
    return { dropped: 0, triggered: false, clock: 'tsc', clockErrorNs: 12 };
  }
}

/** Explorations that find what their behaviour names: `deadlock`, `notes`, `budget`; `wait` runs until stopped. */
class Exploration {
  constructor(config) {
    this.config = config;
    this.behaviour = behaviourOf(config.version);
  }

  async run() {
    const outcome = {
      ended: 'complete',
      schedules: 1026,
      pruned: 48,
      steps: 51_459,
      states: 928,
      seconds: 0.0125,
      memoryBytes: 929_024,
      memoryUsedUp: false,
      threads: ['A', 'B'],
      findings: [],
      replayed: this.config.schedule ?? '',
      log: this.config.schedule === null ? [] : log,
    };
    switch (this.behaviour) {
      case 'deadlock':
        return { ...outcome, findings: [note, deadlock] };
      case 'notes':
        return { ...outcome, worstForceNs: 50e6, findings: [note] };
      case 'budget':
        return { ...outcome, ended: 'budget' };
      case 'refuse':
        return { ...outcome, replayError: 'slice 1 (0x6): the thread cannot run there' };
      case 'text':
        return { ...outcome, scenarioError: { line: 2, column: 4, message: "'cal' is no step" } };
      case 'wait':
        await new Promise((resolve) => {
          this.stop = () => resolve(undefined);
          process.stderr.write('exploring\n');
          this.beat = setInterval(() => {}, 1000);
        });
        clearInterval(this.beat);
        return { ...outcome, ended: 'stopped' };
      default:
        return outcome;
    }
  }

  schedules() {
    return 99;
  }

  stop() {}
}

const entry = (kind, name, thread, step, a = 0, b = 0, timeNs = 0) => ({ kind, name, thread, step, timeNs, a, b });
const log = [
  entry('probe', 'call_begin', 1, 0, 0),
  entry('operation', 'modify', 1, 1),
  entry('probe', 'enqueue_swapped', 1, 1, 0),
  entry('operation', 'load', 0, 2),
  entry('probe', 'event_wait_begin', 0, 2, 3, 10),
  entry('operation', 'load', 0, 3, 0, 0, 10e6),
  entry('probe', 'event_wait_end', 0, 3, 3, 0, 10e6),
  entry('note', 'promptness', 0, 3, 0, 0, 10e6),
  entry('operation', 'store', 1, 4, 0, 0, 10e6),
  entry('probe', 'enqueue_linked', 1, 4, 0, 0, 10e6),
];
const deadlock = {
  property: 'deadlock',
  severity: 'violation',
  count: 12,
  preemptions: 1,
  schedule: '1x1,0x1,0x1,1x1',
  steps: 4,
  log,
};
const note = {
  property: 'promptness',
  severity: 'note',
  count: 1212,
  preemptions: 2,
  schedule: '1x1,0x1,0x1',
  steps: 3,
  worstNs: 50e6,
  log,
};

/** What the only trial of this process has recorded. */
let recorded = { title: '', full: false };

async function exportTrace({ path }) {
  const counts = { part: 0, slices: 1, marks: 0, counters: 1, arrows: 0, recorded: 3, dropped: 0, threads: 1 };
  if (recorded.full) {
    fs.writeFileSync(path, '{"traceEvents":[');
    return { ...counts, writeErrno: 28, writeReason: 'ENOSPC: no space left on device' };
  }
  const events = [
    { ph: 'M', pid: 1, name: 'process_name', args: { name: recorded.title } },
    { ph: 'X', pid: 1, tid: 1, ts: 0, dur: 5.25, name: 'grace period' },
  ];
  fs.writeFileSync(path, JSON.stringify({ traceEvents: events }));
  return { ...counts, writeErrno: 0, writeReason: '' };
}

const empty = () => new Float64Array(0);

const scenarioNames = [
  'three-producers',
  'long-reader',
  'drain',
  'drain-under-bql',
  'synchronize',
  'half-done-call',
  'force-while-idle',
  'force-mid-grace-period',
  'unregister-while-forcing',
  'chained-callbacks',
];

const names = ['legacy', 'baseline', 'v1', 'v1-sem', 'v2', 'v3', 'none'];

module.exports = {
  versions: () => names,
  arrivals: () => ({ timeNs: new Float64Array(0), type: new Uint8Array(0), resource: new Float64Array(0) }),
  probeMembarrier: (kind) => (kind === 'global' ? 'the fake addon has no global barrier' : null),
  Trial,
  Torture,
  Exploration,
  standardScenarios: () => scenarioNames.map((name) => ({ name, text: 'A: call' })),
  delayPoints: () => [],
  exportTrace,
  inspectRecording: async () => ({
    meta: ['{}'],
    processes: [],
    threads: [{ pid: 1, tid: 1, name: 'RCU thread', order: 4, events: 3, lost: 0 }],
    spanNs: 1e6,
    clockErrorNs: 12,
    whole: true,
    damagedAt: 0,
  }),
  unmapStories: async () => ({
    resource: empty(),
    atNs: empty(),
    latencyNs: empty(),
    measured: empty(),
    stories: {},
    time: { unmaps: 0, stageNs: {}, bqlNs: 0 },
  }),
  summarizeRecording: async () => ({ slices: [], marks: [] }),
};
