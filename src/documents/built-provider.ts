/** What the tree was found to have. */
export interface QemuFeatures {
  /** The big lock's functions: bql_lock() since QEMU 9.0, qemu_mutex_lock_iothread() before. */
  bigLock: 'bql' | 'iothread';
  forceRcu: boolean;
  /** qemu_event_timedwait(), of which qemu_event_wait() is then an inline form; `bool`: it returns whether the event was set. */
  timedwait: 'none' | 'void' | 'bool';
  /** virtio-gpu calls force_rcu(). */
  deviceForces: boolean;
  /** What can be seen at the calls between QEMU's objects. */
  sees: { waits: boolean; gracePeriods: boolean; forces: boolean };
}

/** An interface for other programs: kept as NAME.json beside NAME.so, and printed with --json. */
export interface BuiltProvider {
  name: string;
  kind: 'qemu';
  /** The library. */
  file: string;
  /** QEMU's folders, absolute. */
  source: string;
  build: string;
  /** VERSION, and what git says of the tree where it is a clone. */
  qemuVersion: string;
  features: QemuFeatures;
  /** Files of QEMU's that were compiled a second time, as the objects in the archive fit into no library; from `source`. */
  compiledAgain: string[];
  /** First line of its --version. */
  compiler: string;
  /** ISO 8601, UTC. */
  builtAt: string;
}
