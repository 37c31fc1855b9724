// The events that the timeline reads meaning from. Names and argument orders are facts of QEMU's trace-events files:
// hw/display/trace-events, system/trace-events (softmmu/ before 8.2), util/trace-events, accel/kvm/trace-events.

export const events = {
  unmapBlob: 'virtio_gpu_cmd_res_unmap_blob',
  suspended: 'virtio_gpu_cmd_suspended',
  viewQueued: 'flatview_destroy_rcu',
  viewFreed: 'flatview_destroy',
  mutexLock: 'qemu_mutex_lock',
  mutexLocked: 'qemu_mutex_locked',
  mutexUnlock: 'qemu_mutex_unlock',
  kvmExit: 'kvm_run_exit',
  /** Not QEMU's own: a drop record of the simple backend, as an event. */
  dropped: 'events dropped',
} as const;

interface KnownEvent {
  /** What is shown as a and b: a label, and which of the event's numbers. */
  readonly shown: readonly (readonly [label: string, number: number])[];
  /** Order in the simple backend's records, where it is not numbers alone. */
  readonly layout?: readonly ('number' | 'text')[];
}

const lock: KnownEvent = {
  shown: [
    ['mutex', 0],
    ['line', 1],
  ],
  layout: ['number', 'text', 'number'],
};
const resource: KnownEvent = { shown: [['resource', 0]] };
const view: KnownEvent = {
  shown: [
    ['view', 0],
    ['root', 1],
  ],
};

const known = new Map<string, KnownEvent>([
  // resource, memory region, then a flag that the unmap can be finished (10.2) or the mapping's state (11.0)
  [
    events.unmapBlob,
    {
      shown: [
        ['resource', 0],
        ['state', 2],
      ],
    },
  ],
  [events.suspended, { shown: [['command', 0]] }],
  ['virtio_gpu_cmd_res_map_blob', resource],
  ['virtio_gpu_cmd_res_unref', resource],
  [
    'virtio_gpu_cmd_res_create_blob',
    {
      shown: [
        ['resource', 0],
        ['size', 1],
      ],
    },
  ],
  ['flatview_new', view],
  [events.viewQueued, view],
  [events.viewFreed, view],
  [events.mutexLock, lock],
  [events.mutexLocked, lock],
  [events.mutexUnlock, lock],
  [
    events.kvmExit,
    {
      shown: [
        ['vcpu', 0],
        ['reason', 1],
      ],
    },
  ],
  [events.dropped, { shown: [['count', 0]] }],
]);

export const isKnown = (name: string) => known.has(name);

/** Undefined: nothing but numbers as far as we know. */
export const layoutOf = (name: string) => known.get(name)?.layout;

/** Labels and positions of the two numbers that a mark shows; `numbers` is how many the event was seen to have. */
export function shownOf(name: string, numbers: number): readonly (readonly [label: string, number: number])[] {
  const shown = known.get(name)?.shown ?? [
    ['value 1', 0],
    ['value 2', 1],
  ];
  return shown.filter(([, at]) => at < numbers) as [string, number][];
}

export const isMutexEvent = (name: string) =>
  name === events.mutexLock || name === events.mutexLocked || name === events.mutexUnlock;
