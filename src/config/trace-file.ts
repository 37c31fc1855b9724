// The names of trace files: what their extensions mean, and the file of each version.
import { UsageError } from '../base/errors.js';
import type { TraceFormat } from '../documents/trace-reports.js';
import { shortVersion } from '../versions/version.js';

const placeholder = '{version}';

/** Checks `--trace FILE`. Several versions need `{version}` in the name. */
export function checkTracePattern(pattern: string, versions: readonly string[]): string {
  if (pattern.trim() === '') throw new UsageError('--trace: the file name is empty', "Use '--trace off' for no trace.");
  const { format, gzip } = traceKindOf(pattern);
  if (format === 'recording' && gzip) {
    throw new UsageError(
      `--trace: a recording is not compressed: '${pattern}'`,
      "Leave '.gz' out, or end the name in .json.gz.",
    );
  }
  if (versions.length > 1 && !pattern.includes(placeholder)) {
    const dot = pattern.lastIndexOf('.');
    const stem = dot > pattern.lastIndexOf('/') + 1 ? dot : pattern.length;
    const better = `${pattern.slice(0, stem)}-${placeholder}${pattern.slice(stem)}`;
    throw new UsageError(
      `--trace: ${versions.length} versions would write the same file '${pattern}'`,
      `Put ${placeholder} into the name: '${better}'.`,
    );
  }
  return pattern;
}

/** The default file of a trace: `traces/blob-unmap-{version}.json`. */
export const defaultTracePattern = (workload: string) => `traces/${workload}-${placeholder}.json`;

/** The format that the name of a trace file selects. */
interface TraceFileKind {
  readonly format: TraceFormat | 'recording';
  readonly gzip: boolean;
}

const perfettoNames = /\.(pftrace|perfetto-trace|pb)$/;
const recordingName = /\.rcutrace$/;

/** The extension selects a recording or Perfetto's format. All other names, with `.gz` or without, are Chrome JSON. */
export function traceKindOf(file: string): TraceFileKind {
  const gzip = file.endsWith('.gz');
  const plain = gzip ? file.slice(0, -'.gz'.length) : file;
  if (recordingName.test(plain)) return { format: 'recording', gzip };
  return { format: perfettoNames.test(plain) ? 'perfetto' : 'chrome', gzip };
}

/** The file of the raw recording beside a trace. */
export const recordingBeside = (pattern: string) => `${pattern.replace(/\.json$/, '')}.rcutrace`;

/** The trace file of one version. */
export const traceFileOf = (pattern: string, version: string) => pattern.replaceAll(placeholder, shortVersion(version));
