// Ctrl-C: the first time, measuring ends early and its results are kept; the second time, everything ends at once.

interface InterruptionListener {
  stop(): void;
  kill(): void;
}

export class Interruption {
  private count = 0;
  private readonly listeners = new Set<InterruptionListener>();

  /** Whether an early end was requested. */
  get requested(): boolean {
    return this.count > 0;
  }

  /** Calls the listener at once if an early end was requested before. @returns a function that ends the subscription */
  subscribe(listener: InterruptionListener): () => void {
    this.listeners.add(listener);
    if (this.requested) listener.stop();
    return () => this.listeners.delete(listener);
  }

  /** A signal that the first request aborts, for work that has no partial result. */
  abortSignal(): AbortSignal {
    const controller = new AbortController();
    this.subscribe({ stop: () => controller.abort(), kill: () => controller.abort() });
    return controller.signal;
  }

  /** To be called for each signal. */
  request(): void {
    this.count += 1;
    for (const listener of [...this.listeners]) {
      if (this.count === 1) listener.stop();
      else listener.kill();
    }
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work` with an Interruption that the signals of this process drive, and restores the usual handling. */
export async function withSignals<T>(work: (interruption: Interruption) => Promise<T>): Promise<T> {
  const interruption = new Interruption();
  const request = () => interruption.request();
  for (const signal of signals) process.on(signal, request);
  try {
    return await work(interruption);
  } finally {
    for (const signal of signals) process.off(signal, request);
  }
}
