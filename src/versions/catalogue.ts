// The RCU versions that can be measured: what each version is, where it comes from, its patches and its known defects.
// native/rcu/versions/catalogue.h lists the same names; test/addon compares both lists.

/** A version of QEMU's RCU, or an RCU to compare it with. */
export interface CatalogueVersion {
  /** As typed on the command line. */
  readonly name: string;
  /** What it is, in one line. */
  readonly summary: string;
  /** How it differs from the other versions, in a few lines. */
  readonly behaviour: string;
  /** A commit, or the pattern of the Message-IDs of the mails on qemu-devel. */
  readonly source: string;
  /** Its patches on top of baseline, in order. Empty for a version that is not a series. */
  readonly patches: readonly Patch[];
  readonly defects: readonly Defect[];
  /** The series whose patches a variant contains, in addition to its own change. */
  readonly variantOf?: string;
  /**
   * A version that is not QEMU's, and runs only if it is named. `example` shows how a version is added, and is listed
   * separately. `peer` is another RCU. `broken` fails on purpose, to show how the tool reports failures, and is not
   * listed.
   */
  readonly apart?: 'example' | 'peer' | 'broken';
}

/** A known defect of a version, and its symptom. */
interface Defect {
  readonly id: string;
  readonly versions: readonly string[];
  readonly summary: string;
  readonly shows: string;
}

export const defects: readonly Defect[] = [
  {
    id: 'lost-wakeup',
    versions: ['v1', 'v1-sem'],
    summary:
      'a call_rcu() stopped between its two steps of queueing leaves a broken link; the wake-up that would mend it can be ' +
      'consumed before, and no later call_rcu() repeats it',
    shows: 'callbacks pending forever, the RCU thread asleep (STALLED)',
  },
  {
    id: 'spurious-force',
    versions: ['v1'],
    summary: 'a late wake-up from call_rcu() is taken for a force request',
    shows: 'forced grace periods that nobody asked for (counter forced_spurious)',
  },
  {
    id: 'unlocked-registry-walk',
    versions: ['v1'],
    summary: 'the registry of readers is walked without its lock while forcing',
    shows: 'a data race with a thread that registers or leaves',
  },
  {
    id: 'dropped-force',
    versions: ['v1-sem'],
    summary:
      'the flag is read after the count, and a request for a later callback can be dropped; a post does not end the sleep by a force',
    shows: 'unmaps that wait for a timeout although force_rcu() was called',
  },
  {
    id: 'windows-deadline',
    versions: ['v1', 'v2'],
    summary: 'on Windows a deadline that has just passed becomes an endless wait, or one of up to 49.7 days',
    shows: 'not on Linux itself; with --workload timedwait --wait win32-v1 as endless waits, in a torture as a stall',
  },
  {
    id: 'second-grace-period',
    versions: ['v1', 'v2', 'v3'],
    summary:
      'an unmap waits for two chained grace periods, and whether the second is forced too depends on when the request came: ' +
      'before the fetch of the first batch it is used up by that batch',
    shows: 'a share of the unmaps polls at 10 ms (counter gp2_forced below gp2)',
  },
  {
    id: 'half-done-call',
    versions: ['v1', 'v2', 'v3', 'example-v4'],
    summary:
      'a call_rcu() stopped between queueing and counting makes the batch of another one, which was forced, run its callback ' +
      'in the place of the other, whose own then waits for the next grace period',
    shows: 'a callback that polls although it was forced (explore: promptness, scenario half-done-call)',
  },
  {
    id: 'late-force-set',
    versions: ['v2', 'v3', 'example-v4'],
    summary:
      'a force_rcu() stopped before it sets its event sets it in a later grace period, which is reset once and not in each ' +
      'round: all of its sleeps return at once',
    shows: 'a grace period forced "by 5 sleeps" after no time (explore: sleep-budget, scenario half-done-call)',
  },
  {
    id: 'kick-latency',
    versions: ['legacy', 'baseline', 'v1', 'v1-sem', 'v2', 'v3', 'example-v4'],
    summary: 'a TCG vCPU ends its read section only after the force notifier has kicked it',
    shows: 'a grace period under TCG is at least as long as the kick takes',
  },
];

/** One patch of the series. */
export interface Patch {
  /** From 1 to 5: the number in `v3@4`. */
  readonly number: number;
  readonly title: string;
  /** What the patch changes in this version of the series. */
  readonly effect: string;
}

/**
 * All versions of the series have these five patches. v2 was mailed with a renaming as another first patch; it has no
 * number here.
 */
const titles = [
  'futex: timed wait',
  'event: timed wait',
  'synchronize_rcu by call_rcu',
  'wake the RCU thread when draining (force_rcu)',
  'virtio-gpu: force on unmap',
];

const common = {
  1: 'a futex wait with an absolute deadline on CLOCK_MONOTONIC',
  3: 'a caller of synchronize_rcu waits for a callback; the grace period belongs to the RCU thread alone',
  5: 'the first step of a blob unmap calls force_rcu()',
};

const effects: Record<string, readonly [string, string]> = {
  v1: [
    'an event wait with a timeout in ms, which returns whether the event was set',
    'a flag and one event shared with call_rcu; forces after the scan that follows the wake-up',
  ],
  v2: [
    'an event wait with a timeout in ms, which returns nothing',
    'count and force request in one word, an event of their own for forces; forces before the next scan',
  ],
  v3: [
    'an event wait with a timeout in ms, which returns nothing',
    'count and force request in one word, an event of their own for forces; forces before the next scan',
  ],
};

/** The patches of `v1`, `v2` or `v3`. Empty for another name. */
export function patches(series: string): readonly Patch[] {
  const own = effects[series];
  if (own === undefined) return [];
  const texts = [common[1], own[0], common[3], own[1], common[5]];
  return titles.map((title, i) => ({ number: i + 1, title, effect: texts[i] ?? '' }));
}

const mails = (id: string) => `qemu-devel, Message-ID ${id}@rsg.ci.i.u-tokyo.ac.jp`;

function version(
  name: string,
  facts: Omit<CatalogueVersion, 'name' | 'patches' | 'defects'>,
  ofSeries = false,
): CatalogueVersion {
  return {
    name,
    ...facts,
    patches: ofSeries ? patches(name) : [],
    defects: defects.filter((defect) => defect.versions.includes(name)),
  };
}

/** Versions that fail on purpose. */
const broken: readonly CatalogueVersion[] = [
  ['broken-stall', 'stall', 'then a stall'],
  ['broken-recovers', 'stall', 'then a stall, out of which it comes once the trial has ended'],
  ['broken-crash', 'crash', 'then a crash'],
].map(([name = '', end, after]) => ({
  ...version(name, {
    summary: `Ends every trial with a ${end}, to show what the tool makes of one`,
    behaviour: `A polling RCU that works for its first few hundred callbacks, ${after}.`,
    source: 'ours; not a version of QEMU',
  }),
  apart: 'broken',
}));

/** The versions of QEMU, oldest first, and `none` as their lower bound. */
export const versions: readonly CatalogueVersion[] = [
  version('legacy', {
    summary: 'QEMU up to 10.1: collects callbacks for up to 50 ms before a grace period',
    behaviour:
      'The RCU thread polls every 10 ms until 30 callbacks are pending or 5 tries are used up, and only then starts ' +
      'the grace period, which waits for readers on an event. synchronize_rcu runs a grace period in its caller.',
    source: 'QEMU before commit 55d98e3ede',
  }),
  version('baseline', {
    summary: 'QEMU 10.2, on which the series is based: the grace period starts at once',
    behaviour:
      'Readers are polled every 10 ms and forced after 5 sleeps, at 30 pending callbacks or during a drain. ' +
      'Nothing can cut a sleep short.',
    source: 'QEMU commit 55d98e3ede ("rcu: Unify force quiescent state")',
  }),
  version(
    'v1',
    {
      summary: 'The series as first posted: one event for new callbacks and for forces',
      behaviour:
        'force_rcu() wakes the RCU thread out of its sleep. call_rcu() raises the same event when the count leaves 0, ' +
        'which is taken for a force, or lost.',
      source: mails('20251029-force_rcu-v1-*'),
    },
    true,
  ),
  version('v1-sem', {
    summary: "v1 with a counting semaphore in the event's place, as proposed in its review",
    behaviour:
      'Posts are never lost to a reset, but the flag is read after the count, and the timed wait is taken the wrong ' +
      'way round: a post does not force, the first timeout does.',
    source: 'a reply to v1 on qemu-devel',
    variantOf: 'v1',
  }),
  version(
    'v2',
    {
      summary: 'Two events, and one word for the count and the force request',
      behaviour:
        'A force sets a bit of the word and an event of its own. The RCU thread clears the bit as it fetches the count: ' +
        'a force made before the fetch serves the batch being fetched, one made after it the next batch too.',
      source: mails('20251213-force_rcu-v2-*'),
    },
    true,
  ),
  version(
    'v3',
    {
      summary: 'v2 with the timed wait on Windows fixed; the same on Linux',
      behaviour: 'A deadline that has passed returns at once on Windows too. The preparatory timer patch is gone.',
      source: mails('20260115-force_rcu-v3-*'),
    },
    true,
  ),
  version('none', {
    summary: 'No grace period at all: the floor that no RCU can beat, and not correct',
    behaviour:
      'A callback runs as soon as the RCU thread holds the BQL. Readers see freed memory: a run under it reports violations.',
    source: 'ours; not a version of QEMU',
  }),
];

const flavour = (name: string, summary: string, behaviour: string) =>
  version(name, {
    summary: `liburcu, ${summary}`,
    behaviour: `${behaviour} Callbacks run in its call_rcu thread, which looks for them every 10 ms, under the BQL.`,
    source: 'liburcu (userspace-rcu), the library that is installed here; not a version of QEMU',
    apart: 'peer',
  });

/** Other RCUs that are known by name. The loader finds their libraries when they run. */
export const peers: readonly CatalogueVersion[] = [
  flavour(
    'urcu-memb',
    'its default flavour: membarrier in the grace period',
    'Readers have no fence; a grace period executes the membarrier system call.',
  ),
  flavour('urcu-mb', 'memory barriers in the readers', 'A full fence at the begin and at the end of each section.'),
  flavour(
    'urcu-qsbr',
    'quiescent states: readers that do nothing',
    'A read lock is nothing; a thread says when it holds nothing. Here it goes online at the begin of an outermost section and ' +
      'offline at its end.',
  ),
  flavour(
    'urcu-bp',
    'bulletproof: threads register themselves',
    'As urcu-memb, for programs that cannot register threads.',
  ),
];

/** The example of docs/adding-a-version.md. Nobody has posted it. */
export const examples: readonly CatalogueVersion[] = [
  version('example-v4', {
    summary: 'v3, but a force also covers what the forced callbacks queue (not posted)',
    behaviour:
      'A request is also for what the callbacks of its batch queue, one generation far: the second grace period of an unmap ' +
      'is forced in whatever order force_rcu() and the fetch come.',
    source: 'ours, an example; on no list. docs/adding-a-version.md',
    variantOf: 'v3',
    apart: 'example',
  }),
];

/** The names of all built-in versions and examples. The prefixes `v3@1` to `v3@5` come before their series. */
export const builtInNames: readonly string[] = [...versions, ...examples].flatMap((v) => [
  ...v.patches.map((patch) => `${v.name}@${patch.number}`),
  v.name,
]);

/** All names that can run, except hidden ones. */
export const runnableNames: readonly string[] = [...builtInNames, ...peers.map(({ name }) => name)];

/** Names that can run but are not listed. */
export const hiddenNames: readonly string[] = broken.map((v) => v.name);

export const isBuiltIn = (name: string): boolean => builtInNames.includes(name) || hiddenNames.includes(name);

export const findVersion = (name: string): CatalogueVersion | undefined =>
  [...versions, ...examples, ...peers, ...broken].find((v) => v.name === name);
