// Raw samples on disk: the values of one metric after another, as little-endian float64.
import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { writeAll } from '../files/write-all.js';

const bytesEach = Float64Array.BYTES_PER_ELEMENT;

/** Writes the samples of all metrics. @returns the place of each metric */
export function writeSamples(file: string, samples: Record<string, Float64Array>): Record<string, SampleRange> {
  const descriptor = openSync(file, 'w');
  try {
    let offset = 0;
    const ranges: Record<string, SampleRange> = {};
    for (const [metric, values] of Object.entries(samples)) {
      const bytes = littleEndian(values);
      writeAll(descriptor, bytes);
      ranges[metric] = { offset, count: values.length };
      offset += bytes.length;
    }
    return ranges;
  } finally {
    closeSync(descriptor);
  }
}

/** Reads the samples of one metric. */
export function readSamples(file: string, range: SampleRange): Float64Array {
  const bytes = readSampleBytes(file, range);
  if (endianness() === 'BE') bytes.swap64();
  return new Float64Array(bytes.buffer, bytes.byteOffset, range.count);
}

/** Reads the bytes of one metric's samples, as they are in the file. */
export function readSampleBytes(file: string, { offset, count }: SampleRange): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(count * bytesEach));
  const descriptor = openSync(file, 'r');
  try {
    let done = 0;
    while (done < bytes.length) {
      const got = readSync(descriptor, bytes, done, bytes.length - done, offset + done);
      if (got === 0) throw new Error(`${file} ends ${bytes.length - done} bytes too early`);
      done += got;
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}

function littleEndian(values: Float64Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap64();
}

/** The place of one metric's samples: `count` float64 from byte `offset`. */
export interface SampleRange {
  offset: number;
  count: number;
}
