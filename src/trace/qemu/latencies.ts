/** Half of them are dropped when it is full: a median of so many is as good, and the maximum is kept apart. */
const capacity = 65_536;

/** Median and maximum of a stream of latencies, in constant memory. */
export class Latencies {
  private readonly kept: number[] = [];
  private everyNth = 1;
  count = 0;
  private max = 0;

  add(latencyNs: number): void {
    if (this.count % this.everyNth === 0) this.kept.push(latencyNs);
    this.count += 1;
    this.max = Math.max(this.max, latencyNs);
    if (this.kept.length === capacity) this.thin();
  }

  /** Undefined without any: a latency of 0 would be a claim. */
  summary(): { p50Ns: number; maxNs: number } | undefined {
    if (this.count === 0) return undefined;
    const sorted = [...this.kept].sort((a, b) => a - b);
    const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
    return { p50Ns: (low + high) / 2, maxNs: this.max };
  }

  private thin(): void {
    for (let i = 0; 2 * i < capacity; i++) this.kept[i] = this.kept[2 * i] ?? 0;
    this.kept.length = capacity / 2;
    this.everyNth *= 2;
  }
}
