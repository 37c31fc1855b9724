// What an import says of itself.

import { durationText } from '../../base/units.js';
import type { ImportReport, QemuFormat } from '../../documents/import-report.js';
import type { Warning } from '../../documents/result.js';
import { events } from './known-events.js';
import type { ParserCounts } from './qemu-event.js';
import { noTid, type Survey } from './survey.js';
import type { Timeline } from './timeline.js';

interface ImportParts {
  readonly input: string;
  readonly output: string;
  readonly format: QemuFormat;
  readonly survey: Survey;
  readonly counts: ParserCounts;
  readonly timeline: Timeline;
}

export function importReport({ input, output, format, survey, counts, timeline }: ImportParts): ImportReport {
  const latency = timeline.unmaps.latencies.summary();
  return {
    input,
    output,
    format,
    events: counts.events,
    spanNs: Number(survey.endNs - survey.beginNs),
    threads: timeline.rows.threads.map(({ name, tid, events }) => ({
      name,
      events,
      ...(tid !== undefined && { tid }),
    })),
    ...(timeline.bql !== undefined && { inferredBql: `0x${timeline.bql.toString(16)}` }),
    unmaps: {
      ...timeline.unmaps.counts,
      ...(latency !== undefined && { latencyNs: { p50: latency.p50Ns, max: latency.maxNs } }),
    },
    skippedLines: counts.skippedLines,
    droppedEvents: counts.droppedEvents,
    warnings: [...lossWarnings(counts), ...clockWarnings(timeline), ...unmapWarnings(timeline, survey)],
  };
}

function lossWarnings({ droppedEvents, cutBytes, damagedAt, untimedLines }: ParserCounts): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string, remedy: string) => warnings.push({ code, message, remedy });
  if (droppedEvents > 0)
    warn(
      'dropped-events',
      `QEMU dropped ${droppedEvents} events`,
      'Trace fewer events: latencies across a gap are wrong.',
    );
  if (damagedAt !== undefined)
    warn('damaged', `the file makes no sense from byte ${damagedAt} on`, 'All events before it were read.');
  if (cutBytes > 0)
    warn(
      'cut',
      `the file ends inside of a record (${cutBytes} bytes)`,
      'All whole events were read. Let QEMU quit by itself.',
    );
  if (untimedLines > 0)
    warn(
      'untimed',
      `${untimedLines} lines look like events, but have no time`,
      'They were skipped. Give QEMU -msg timestamp=on.',
    );
  return warnings;
}

function clockWarnings({ order }: Timeline): Warning[] {
  if (order.late === 0) return [];
  const message = `${order.late} events were up to ${durationText(Number(order.worstNs))} earlier than one far before them`;
  return [
    {
      code: 'clock-went-back',
      message,
      remedy: 'They were moved to its time. The wall clock was set, or files were joined.',
    },
  ];
}

function unmapWarnings({ unmaps: { counts } }: Timeline, { names, threads }: Survey): Warning[] {
  const warnings: Warning[] = [];
  const needed = [events.suspended, events.viewQueued, events.viewFreed].filter((name) => !names.has(name));
  if (counts.finished > counts.withoutStart && needed.length > 0) {
    const message = `no grace periods were inferred: the trace has no ${needed.join(', ')}`;
    warnings.push({ code: 'no-grace-periods', message, remedy: 'Trace these events too.' });
  }
  if (names.has(events.mutexLock) && threads.has(noTid)) {
    const remedy = 'Use the log backend of QEMU up to 10.0, or from 11.0 on.';
    warnings.push({ code: 'no-thread-ids', message: 'lock waits need thread ids, and this trace has none', remedy });
  }
  return warnings;
}
