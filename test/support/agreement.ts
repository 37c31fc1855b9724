import type { HostRecording, ReadEvent } from './read-host-recording.js';

interface Agreement {
  /** Collections that both have seen. */
  pairs: number;
  /** Those of perf_hooks that V8's trace does not have. */
  unmatched: number;
  medianStartNs: number;
  medianLengthNs: number;
}

/** How node's trace of V8's collections, as clinic keeps it, compares with the host's own. */
export function agreementOf({ events }: HostRecording): Agreement {
  const of = (...names: string[]) => events.filter(({ kind }) => names.includes(kind.name));
  const traced = of('MinorGC', 'MajorGC');
  const pairs = of('GC minor', 'GC major').map((own) => [own, nearest(traced, own)] as const);
  const found = pairs.flatMap(([own, other]) => (other === undefined ? [] : [[own, other] as const]));
  const median = (values: number[]) => values.sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    pairs: found.length,
    unmatched: pairs.length - found.length,
    medianStartNs: median(found.map(([own, other]) => Math.abs(Number(own.timeNs - other.timeNs)))),
    medianLengthNs: median(found.map(([own, other]) => Math.abs(Number(own.b - other.b)))),
  };
}

/** One that overlaps with it. */
const nearest = (traced: ReadEvent[], own: ReadEvent) =>
  traced.find(({ timeNs, b }) => timeNs < own.timeNs + own.b && own.timeNs < timeNs + b);
