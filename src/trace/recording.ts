// Recording files as the rest of the tool sees them: opened, or a clear error.

import { systemErrorText, UserError } from '../base/errors.js';
import type { UnmapStory, UnmapTime } from '../documents/unmap-story.js';
import { type Opened, recordings } from '../engine/engine.js';
import { type RecordingMeta, recordingVersion } from './recording-format.js';

interface RecordingInfo {
  meta: RecordingMeta;
  processes: { pid: number; name: string; order: number }[];
  threads: { pid: number; tid: number; name: string; order: number; events: number; lost: number }[];
  spanNs: number;
  clockErrorNs: number;
  /** What is wrong with the file although it can be read, in a sentence. */
  damage?: string;
}

/** Unmaps in the order in which they ended. */
export interface RecordedUnmaps {
  resource: Float64Array;
  /** Since the recording's begin. */
  atNs: Float64Array;
  latencyNs: Float64Array;
  /** 1: in the tables. */
  measured: Float64Array;
}

/** @throws UserError that names the file and the reason. */
export function checkOpened(file: string, opened: Opened): void {
  switch (opened.error) {
    case undefined:
      return;
    case 'system':
      throw new UserError(
        `cannot read the recording '${file}': ${systemErrorText(withErrno(opened.reason, opened.errno))}`,
      );
    case 'not-a-recording':
      throw new UserError(`'${file}' is not a recording`, {
        suggestions: ["A recording is what 'run' and 'trace import' write: a file that ends in .rcutrace."],
      });
    case 'unknown-version':
      throw new UserError(
        `'${file}' is a recording of format version ${opened.version}; this tool reads version ${recordingVersion}`,
        { suggestions: ['Use the version of rcu-bench that wrote it, or a newer one.'] },
      );
  }
}

/** An error of the system as the addon hands it over. */
export const withErrno = (reason = '', errno = 0): Error => Object.assign(new Error(reason), { errno });

export async function inspectRecording(file: string): Promise<RecordingInfo> {
  const { meta, processes, threads, spanNs, clockErrorNs, whole, damagedAt, ...opened } =
    await recordings.inspect(file);
  checkOpened(file, opened);
  const damage = damageText(whole, damagedAt);
  return {
    meta: Object.assign({}, ...meta.map((text) => parseMeta(file, text))) as RecordingMeta,
    processes,
    threads,
    spanNs,
    clockErrorNs,
    ...(damage !== undefined && { damage }),
  };
}

interface UnmapReading extends RecordedUnmaps {
  /** By index. */
  stories: Record<number, UnmapStory>;
  /** Of those that were measured; absent where none was. */
  slowest?: UnmapStory;
  time: UnmapTime;
}

/** All unmaps, and of those of `indexes` and of the slowest the whole story. */
export async function readUnmaps(file: string, indexes: readonly number[] = []): Promise<UnmapReading> {
  const { error, errno, reason, version, ...reading } = await recordings.stories(file, indexes);
  checkOpened(file, { error, errno, reason, version } as Opened);
  return reading;
}

function damageText(whole: boolean, damagedAt: number): string | undefined {
  if (damagedAt > 0) return `it makes no sense from byte ${damagedAt} on; what stands before that was read`;
  return whole ? undefined : 'it has no end: it was cut, or its program died; its whole events were read';
}

function parseMeta(file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new UserError(`the recording '${file}' is damaged: its description is no JSON`, { cause: error });
  }
  throw new UserError(`the recording '${file}' is damaged: its description is no object`);
}
