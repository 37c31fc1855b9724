// Lengths and intervals as distributions: `5ms`, `uniform 1ms..5ms`, `exponential 10ms`.
import { UsageError } from './errors.js';
import { durationText, parseDurationNs } from './units.js';

export type Distribution =
  | { readonly kind: 'fixed'; readonly ns: number }
  | { readonly kind: 'uniform'; readonly fromNs: number; readonly toNs: number }
  | { readonly kind: 'exponential'; readonly meanNs: number };

export const fixed = (ns: number): Distribution => ({ kind: 'fixed', ns });

/** @throws UsageError */
export function parseDistribution(text: string): Distribution {
  const words = text.trim();
  const uniform = /^uniform\s+(\S+?)\s*\.\.\s*(\S+)$/.exec(words);
  if (uniform !== null) {
    const [fromNs, toNs] = [parseDurationNs(uniform[1] ?? ''), parseDurationNs(uniform[2] ?? '')];
    if (fromNs <= toNs) return { kind: 'uniform', fromNs, toNs };
    throw new UsageError(`'${text}' ends before it begins`, 'Write the shorter time first.');
  }
  const exponential = /^exponential\s+(\S+)$/.exec(words);
  if (exponential !== null) return { kind: 'exponential', meanNs: parseDurationNs(exponential[1] ?? '') };
  if (/^[A-Za-z]/.test(words)) {
    throw new UsageError(`'${text}' is no distribution`, "Write 5ms, 'uniform 1ms..5ms' or 'exponential 5ms'.");
  }
  return fixed(parseDurationNs(words));
}

export function distributionText(distribution: Distribution): string {
  if (distribution.kind === 'fixed') return durationText(distribution.ns);
  if (distribution.kind === 'exponential') return `exponential ${durationText(distribution.meanNs)}`;
  return `uniform ${durationText(distribution.fromNs)}..${durationText(distribution.toNs)}`;
}

export function meanNs(distribution: Distribution): number {
  if (distribution.kind === 'fixed') return distribution.ns;
  return distribution.kind === 'exponential' ? distribution.meanNs : (distribution.fromNs + distribution.toNs) / 2;
}

/** The maximum of the distribution; for an exponential distribution a practical bound. */
export function boundNs(distribution: Distribution): number {
  if (distribution.kind === 'fixed') return distribution.ns;
  return distribution.kind === 'exponential' ? 23 * distribution.meanNs : distribution.toNs;
}
