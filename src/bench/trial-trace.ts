// What the process of a trial does with its recording: it keeps and converts the recording, and explains the slowest
// unmap.
import { renameSync, rmSync } from 'node:fs';
import { UserError } from '../base/errors.js';
import { traceKindOf } from '../config/trace-file.js';
import type { EngineConfig, EngineTrial, Recorded } from '../engine/engine.js';
import { cannotWrite, writeAtomically } from '../files/atomic-file.js';
import { appendHostTimeline } from '../host/append.js';
import { measured } from '../host/measures.js';
import { HostTimeline } from '../host/timeline.js';
import { exportTrace, wholeRecording } from '../trace/export.js';
import { inspectRecording, readUnmaps } from '../trace/recording.js';
import type { TraceTarget, TrialOutcome } from './trial-messages.js';

type TraceOutcome = Pick<TrialOutcome, 'trace' | 'traceFailures' | 'slowest' | 'unmapTime' | 'notTriggered'>;

/** The tracing of one trial. */
export interface TrialTracing {
  /** The part of the engine's configuration that controls tracing. */
  engineConfig: Partial<EngineConfig>;
  /** Never rejects, because the measurement is valid without a trace. */
  keep(running: EngineTrial): Promise<TraceOutcome>;
}

/** Starts the timeline of this process. */
export function startTracing(target: TraceTarget): TrialTracing {
  const timeline = new HostTimeline();
  timeline.start();
  return { engineConfig: engineConfigOf(target), keep: (running) => keepTrace(running, target, timeline) };
}

const engineConfigOf = (target: TraceTarget): Pick<EngineConfig, 'traceStreamFile' | 'traceProcess' | 'traceMeta'> => ({
  traceStreamFile: target.mode === 'stream' ? target.partial : '',
  traceProcess: target.title,
  traceMeta: JSON.stringify(target.meta),
});

async function keepTrace(running: EngineTrial, target: TraceTarget, timeline: HostTimeline): Promise<TraceOutcome> {
  const recording = target.partial;
  try {
    const { dropped, triggered, clock, clockErrorNs } = measured('write the recording', () =>
      writeRecording(running, target, recording),
    );
    if (target.trigger !== undefined && !triggered) return { notTriggered: true, traceFailures: [] };
    await timeline.stop();
    appendHostTimeline(recording, timeline);
    const droppedBy = dropped > 0 && { droppedBy: await lossesOf(recording) };
    const { slowest, time } = await readUnmaps(recording);
    const events = await place(recording, target);
    return {
      trace: { events, dropped, ...droppedBy, clock, clockErrorNs },
      traceFailures: [],
      ...(slowest && { slowest, unmapTime: time }),
    };
  } catch (error) {
    const { message } = error instanceof UserError ? error : cannotWrite('trace', target.file, error);
    return { traceFailures: [{ message, suggestions: [] }] };
  } finally {
    rmSync(recording, { force: true });
  }
}

function writeRecording(running: EngineTrial, target: TraceTarget, recording: string): Recorded {
  const { mode, title, meta } = target;
  try {
    return running.writeRecording(mode === 'stream' ? '' : recording, title, JSON.stringify(meta));
  } catch (error) {
    throw cannotWrite('recording', target.recording ?? target.file, error);
  }
}

/** Moves the trace, the recording or both to their files. @returns the number of events in the trace file */
async function place(recording: string, { file, recording: kept }: TraceTarget): Promise<number> {
  const { format, gzip } = traceKindOf(file);
  if (format === 'recording') {
    const { threads } = await inspectRecording(recording);
    writeAtomically(file, (temporary) => renameSync(recording, temporary));
    return threads.reduce((sum, { events }) => sum + events, 0);
  }
  const report = await exportTrace({ parts: [wholeRecording(recording)], format, gzip, output: file });
  if (kept !== undefined) writeAtomically(kept, (temporary) => renameSync(recording, temporary));
  return report.slices + report.marks + report.counters;
}

async function lossesOf(recording: string): Promise<Record<string, number>> {
  const { threads } = await inspectRecording(recording);
  return Object.fromEntries(threads.filter(({ lost }) => lost > 0).map(({ name, lost }) => [name, lost]));
}
