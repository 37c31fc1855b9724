// What Ctrl-C means: the first time, end early and keep what was measured; the second time, end at once.

interface InterruptionListener {
  stop(): void;
  kill(): void;
}

export class Interruption {
  private count = 0;
  private readonly listeners = new Set<InterruptionListener>();

  /** Something asked for an early end. */
  get requested(): boolean {
    return this.count > 0;
  }

  /** Returns the function that ends the subscription. A request made before is told at once. */
  subscribe(listener: InterruptionListener): () => void {
    this.listeners.add(listener);
    if (this.requested) listener.stop();
    return () => this.listeners.delete(listener);
  }

  /** For work that knows no early end with a result: aborted by the first request. */
  abortSignal(): AbortSignal {
    const controller = new AbortController();
    this.subscribe({ stop: () => controller.abort(), kill: () => controller.abort() });
    return controller.signal;
  }

  /** Another signal has come. */
  request(): void {
    this.count += 1;
    for (const listener of [...this.listeners]) {
      if (this.count === 1) listener.stop();
      else listener.kill();
    }
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work` with an Interruption that the process' signals drive; the usual handling comes back afterwards. */
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
