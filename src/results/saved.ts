// Reads saved trials: the input of a comparison of files, and the trials of `fidelity`.

import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { UsageError } from '../base/errors.js';
import type { SavedComparison } from '../config/compare-config.js';
import { settingsOf } from '../config/result-config.js';
import type { Arm } from '../documents/plan.js';
import type { ResultDocument, Warning } from '../documents/result.js';
import { isSameFile } from '../files/atomic-file.js';
import type { ArmTrials } from '../stats/arm-trials.js';
import { optionSpecs } from '../workloads/index.js';
import { optionText } from '../workloads/options.js';
import { type ComparisonInput, type Difference, differences, inputOf, withReference } from './comparison-input.js';
import { readResult, type SampleSource, sampleSourceOf } from './result-file.js';

interface Part {
  /** The prefix for labels that several parts have: the shortest end of the file's path that is unique. */
  name: string;
  input: ComparisonInput;
}

export async function savedInput(source: SavedComparison, force: boolean): Promise<ComparisonInput> {
  const { files, workload, axis, reference } = source;
  checkDistinct(files);
  const names = namesOf(files);
  const parts: Part[] = [];
  for (const [i, file] of files.entries())
    parts.push({ name: names[i] ?? file, input: inputOf(await readResult(file)) });
  const foreign = parts.findIndex(({ input }) => workload !== undefined && input.config.workload !== workload);
  if (foreign >= 0) {
    throw new UsageError(
      `--workload: '${files[foreign]}' holds trials of ${parts[foreign]?.input.config.workload}, not of ${workload}`,
      'Leave --workload out: the file says what was run.',
    );
  }
  const [first] = parts;
  if (first === undefined) throw new Error('a comparison of saved results needs a file');
  const along = axis === undefined ? undefined : axisKey(axis, first.input.config.workload);
  const forced = checkComparable(
    parts.map(({ input }) => input),
    along,
    force,
  );
  if (along !== undefined) checkVaries(parts, along);
  const joined = joinParts(parts, along);
  if (joined.arms.length < 2) {
    throw new UsageError(`'${files[0]}' holds ${joined.arms[0]?.arm.label ?? 'nothing'} alone`, 'Name a second file.');
  }
  return withReference({ ...joined, warnings: [...joined.warnings, ...apartWarnings(parts), ...forced] }, reference);
}

/**
 * Adds the reference of a saved result as the first arm and as the reference of the comparison.
 * @param name the name of the saved result
 */
export function withSavedReference(
  input: ComparisonInput,
  name: string,
  kept: ResultDocument,
  force: boolean,
): ComparisonInput {
  const older = inputOf(kept);
  const found = older.arms.find(({ arm }) => arm.label === older.plan.reference);
  if (found === undefined) throw new UsageError(`the saved result '${name}' contains no trials`, 'Save it again.');
  const arm: Arm = { ...found.arm, label: `${name}:${found.arm.label}` };
  const parts: Part[] = [
    { name, input: older },
    { name: 'now', input },
  ];
  const forced = checkComparable([older, input], undefined, force);
  return {
    ...input,
    arms: [{ arm, trials: found.trials }, ...input.arms],
    plan: { ...input.plan, arms: [arm, ...input.plan.arms], reference: arm.label },
    environments: [...older.environments, ...input.environments],
    warnings: [...input.warnings, ...apartWarnings(parts), ...forced],
    joined: true,
  };
}

/** @returns a warning about the differences if `force` is set @throws UsageError about them otherwise */
function checkComparable(inputs: readonly ComparisonInput[], axis: string | undefined, force: boolean): Warning[] {
  const found = differences(inputs, axis);
  if (found.length === 0) return [];
  const text = found.map(({ key, values }) => `${key} (${values.join(' / ')})`).join(', ');
  if (force) {
    return [
      {
        code: 'not-comparable',
        message: `compared because of --force: they differ in ${text}`,
        remedy: 'Run both with the same settings.',
      },
    ];
  }
  throw new UsageError(`these results cannot be compared: they differ in ${text}`, ...remedies(found, axis));
}

function remedies(found: readonly Difference[], axis: string | undefined): string[] {
  const hosts = axis === undefined && found.every(({ key }) => key.startsWith('host '));
  const force = '--force compares them all the same, with a warning.';
  return hosts ? ['To compare hosts: --by host.', force] : [force];
}

function joinParts(parts: readonly Part[], axis: string | undefined): ComparisonInput {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first?.input as ComparisonInput;
  const labels = parts.flatMap(({ input }) => input.arms.map(({ arm }) => arm.label));
  const unique = new Set(labels).size === labels.length;
  const arms = parts.flatMap((part) => part.input.arms.map((own) => relabelled(own, part, axis, unique)));
  const chosen = arms.map(({ arm }) => arm);
  const twice = chosen.find(({ label }, i) => chosen.findIndex((other) => other.label === label) !== i);
  if (twice !== undefined) throw alike(twice.label, axis);
  return {
    ...first.input,
    arms,
    plan: {
      arms: chosen,
      reference: chosen[0]?.label ?? '',
      rounds: Math.max(...arms.map(({ trials }) => trials.length)),
      ...(axis !== undefined && { axis }),
    },
    environments: parts.flatMap(({ input }) => input.environments),
    warnings: parts.flatMap(({ input }) => input.warnings),
    joined: true,
  };
}

function relabelled(own: ArmTrials, { name, input }: Part, axis: string | undefined, unique: boolean): ArmTrials {
  const { arm, trials } = own;
  const alone = input.arms.length === 1;
  const value = axis === undefined ? undefined : axisText(input, axis);
  if (value !== undefined) return { trials, arm: { ...arm, label: alone ? value : `${value}:${arm.label}` } };
  return unique ? own : { trials, arm: { ...arm, label: `${name}:${arm.label}` } };
}

function checkVaries(parts: readonly Part[], axis: string): void {
  const [first = '', ...others] = new Set(parts.map(({ input }) => axisText(input, axis)));
  if (others.length === 0) throw alike(first, axis);
}

/** The key of a flag. `host` is returned unchanged. @throws UsageError for a flag that is no option */
function axisKey(flag: string, workload: string): string {
  if (flag === 'host') return flag;
  const found = Object.entries(optionSpecs(workload)).find(([, spec]) => spec.flag === flag.replace(/^--/, ''));
  if (found !== undefined) return found[0];
  throw new UsageError(
    `--by: '${flag}' is not an option of ${workload}`,
    "Saved results can differ by 'host' as well.",
  );
}

function axisText({ config, environments }: ComparisonInput, axis: string): string {
  if (axis === 'host') return environments.map(({ hostname }) => hostname).join('+');
  const spec = optionSpecs(config.workload)[axis];
  const value = { ...settingsOf(config), traceEvents: config.traceEvents }[axis];
  return spec === undefined || value === undefined ? axis : optionText(spec, value);
}

/** The machine may have changed between the results: its clock rate, its load, its temperature. */
function apartWarnings(parts: readonly Part[]): Warning[] {
  if (parts.length < 2) return [];
  return [
    {
      code: 'not-interleaved',
      message:
        'the trials were not interleaved: what changed on the machine between the results counts as a difference',
      remedy: 'Run the versions in one comparison.',
    },
  ];
}

function checkDistinct(files: readonly string[]): void {
  for (const [i, file] of files.entries()) {
    const same = files.slice(0, i).find((other) => other === file || isSameFile(other, file));
    if (same !== undefined) throw new UsageError(`'${same}' and '${file}' are one file`, 'Name each result once.');
  }
}

/** The shortest unique ends of the files' paths, without `.json`: `before`, or `monday/run` and `friday/run`. */
function namesOf(files: readonly string[]): string[] {
  const paths = files.map((file) =>
    resolve(file)
      .replace(/\.json$/, '')
      .split(sep),
  );
  const longest = Math.max(1, ...paths.map((path) => path.length));
  for (let kept = 1; kept < longest; kept += 1) {
    const ends = paths.map((path) => path.slice(-kept).join(sep));
    if (new Set(ends).size === ends.length) return ends;
  }
  return [...files];
}

const alike = (label: string, axis: string | undefined) =>
  axis === undefined
    ? new UsageError(`two of the results are both '${label}'`, 'Give the files other names.')
    : new UsageError(
        `--by: two of the results have the same ${axis}, ${label}`,
        'They have to differ in what they are compared by: leave --by out, or name another result.',
      );

interface SavedTrials {
  document: ResultDocument;
  /** The samples, in the order of the trials. */
  sources: SampleSource[];
}

/** @throws UserError if `fidelity` did not write the file, or if its samples are missing */
export async function savedTrials(file: string): Promise<SavedTrials> {
  const document = await readResult(file);
  if (document.plan?.fidelity !== true) {
    throw new UsageError(
      `'${file}' holds no trials of fidelity`,
      'They are written by: rcu-bench fidelity A B --out FILE',
    );
  }
  const sources = document.trials.map((trial) => sampleSourceOf(file, trial));
  const missing = sources.find((source) => !existsSync(source.file));
  if (missing !== undefined) {
    throw new UsageError(
      `'${missing.file}', the samples of '${file}', is missing`,
      'Keep both files of a result together.',
    );
  }
  return { document, sources };
}
