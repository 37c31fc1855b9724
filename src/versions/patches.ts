/** One patch of the series. */
export interface Patch {
  /** 1 … 5: the number in `v3@4`. */
  readonly number: number;
  readonly title: string;
  /** What it changes in this version of the series. */
  readonly effect: string;
}

/** The same five in each version. v2 was mailed with a sixth, a renaming put first, which has no effect here and no number. */
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
    'an event wait with a timeout in ms, which tells whether the event was set',
    'a flag and one event shared with call_rcu; forces after the scan that follows the wake-up',
  ],
  v2: [
    'an event wait with a timeout in ms, which tells nothing',
    'count and force request in one word, an event of their own for forces; forces before the next scan',
  ],
  v3: [
    'an event wait with a timeout in ms, which tells nothing',
    'count and force request in one word, an event of their own for forces; forces before the next scan',
  ],
};

/** The patches of `v1`, `v2` or `v3`; none for another name. */
export function patches(series: string): readonly Patch[] {
  const own = effects[series];
  if (own === undefined) return [];
  const texts = [common[1], own[0], common[3], own[1], common[5]];
  return titles.map((title, i) => ({ number: i + 1, title, effect: texts[i] ?? '' }));
}
