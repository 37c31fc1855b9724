// The RCU versions that can be measured: what each is, where it comes from, what is known to be wrong with it. The
// engine's own list (native/rcu/versions/catalogue.h) holds the same names; test/addon compares the two.
import { type Defect, defects } from './defects.js';
import { type Patch, patches } from './patches.js';

/** A version of QEMU's RCU, or a thing to compare it with. */
export interface CatalogueVersion {
  /** As typed on the command line. */
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** How it differs from its neighbours, in a few lines. */
  readonly behaviour: string;
  /** A commit, or the pattern of the Message-IDs of the mails on qemu-devel. */
  readonly source: string;
  /** The series' patches that it consists of on top of baseline, in order; none for a version that is not of the series. */
  readonly patches: readonly Patch[];
  readonly defects: readonly Defect[];
  /** A version that is no series itself: the series whose patches it has, all of them, with a change of its own. */
  readonly variantOf?: string;
  /**
   * Ours, and no part of a comparison of QEMU's: runs only where it is named. An `example` of adding a version is listed apart; what
   * is `broken` fails on purpose, so that one can see what the tool makes of it, and is not listed.
   */
  readonly apart?: 'example' | 'peer' | 'broken';
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

/** Versions of ours that fail on purpose. */
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

/** QEMU's, oldest first, and the floor below them. */
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
      summary: 'v2 with the timed wait on Windows put right; the same on Linux',
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

/** Other RCUs that are known by name; their libraries are found when they are asked for. */
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

/** How a version is added, at one that nobody posted: docs/adding-a-version.md. */
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

/** Every name that is built in: the versions, each series' prefixes `v3@1` … `v3@5` before the series itself, the examples. */
export const builtInNames: readonly string[] = [...versions, ...examples].flatMap((v) => [
  ...v.patches.map((patch) => `${v.name}@${patch.number}`),
  v.name,
]);

/** Every name that can be run. */
export const runnableNames: readonly string[] = [...builtInNames, ...peers.map(({ name }) => name)];

/** The names that run and are not listed. */
export const hiddenNames: readonly string[] = broken.map((v) => v.name);

export const isBuiltIn = (name: string): boolean => builtInNames.includes(name) || hiddenNames.includes(name);

export const findVersion = (name: string): CatalogueVersion | undefined =>
  [...versions, ...examples, ...peers, ...broken].find((v) => v.name === name);
