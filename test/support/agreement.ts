import type { HostRecording, ReadEvent } from './read-host-recording.js';

interface Agreement {
  /** Collections that both timelines contain. */
  pairs: number;
  /** Collections that perf_hooks reported and V8's trace lacks. */
  unmatched: number;
  medianStartNs: number;
  medianLengthNs: number;
}

/** Compares V8's collections in clinic's node trace with those that the host's own timeline recorded. */
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

/** The traced collection that overlaps with the host's collection. */
const nearest = (traced: ReadEvent[], own: ReadEvent) =>
  traced.find(({ timeNs, b }) => timeNs < own.timeNs + own.b && own.timeNs < timeNs + b);
