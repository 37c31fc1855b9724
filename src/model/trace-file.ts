import { UsageError } from './errors.js';

const placeholder = '{version}';

/** Checks `--trace FILE`: several versions need a name each. */
export function checkTracePattern(pattern: string, versions: readonly string[]): string {
  if (pattern.trim() === '') throw new UsageError('--trace: the file name is empty', "Use '--trace off' for no trace.");
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

/** Where traces go unless told: `traces/blob-unmap-{version}.json`. */
export const defaultTracePattern = (workload: string) => `traces/${workload}-${placeholder}.json`;

/** The file of one version's trace. */
export const traceFileOf = (pattern: string, version: string) => pattern.replaceAll(placeholder, version);
