// The document of a library that `provider build` has made.
/** The features of a QEMU tree. */
export interface QemuFeatures {
  /** The names of the big lock's functions: bql_lock() since QEMU 9.0, qemu_mutex_lock_iothread() before. */
  bigLock: 'bql' | 'iothread';
  forceRcu: boolean;
  /**
   * qemu_event_timedwait(), which makes qemu_event_wait() an inline function; `bool`: it returns whether the event was
   * set.
   */
  timedwait: 'none' | 'void' | 'bool';
  /** virtio-gpu calls force_rcu(). */
  deviceForces: boolean;
  /** What the adapter can observe at calls between QEMU's objects. */
  sees: { waits: boolean; gracePeriods: boolean; forces: boolean };
}

/** A document for other programs: kept as NAME.json next to NAME.so, and printed with --json. */
export interface BuiltProvider {
  name: string;
  kind: 'qemu';
  /** The path of the library. */
  file: string;
  /** Absolute paths of QEMU's folders. */
  source: string;
  build: string;
  /** The content of VERSION, and git's description if the tree is a clone. */
  qemuVersion: string;
  features: QemuFeatures;
  /**
   * Source files of QEMU that were compiled again because the objects in the archive do not fit into a library;
   * relative to `source`.
   */
  compiledAgain: string[];
  /** The first line of the compiler's --version. */
  compiler: string;
  /** ISO 8601, UTC. */
  builtAt: string;
}
