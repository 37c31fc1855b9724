// Results that were saved under a name, in the data folder of this program.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { ResultDocument } from '../documents/result.js';
import { readResult, sidecarsOf } from './result-file.js';

const ending = '.json';

interface SavedFacts {
  /** The start of the measurement: ISO 8601, UTC. */
  startedAt: string;
  workload: string;
  /** The labels of its arms. The reference comes first. */
  arms: string[];
  trials: number;
}

export class SavedResults {
  /** @param dataFolder the XDG data directory of this program */
  constructor(dataFolder: string) {
    // Named by the first version of this tool, whose users have results there.
    this.folder = join(dataFolder, 'baselines');
  }

  readonly folder: string;

  /** The file of a name, whether it exists or not. */
  fileOf(name: string): string {
    return join(this.folder, `${name}${ending}`);
  }

  /** The names of all saved results, sorted. */
  names(): string[] {
    if (!existsSync(this.folder)) return [];
    const files = readdirSync(this.folder).filter((file) => file.endsWith(ending) && !file.startsWith('.'));
    return files.map((file) => file.slice(0, -ending.length)).sort();
  }

  /** @throws UsageError if there is no saved result of this name */
  read(name: string): Promise<ResultDocument> {
    this.checkThere(name);
    return readResult(this.fileOf(name));
  }

  /** Facts about a saved result, for a list. */
  async describe(name: string): Promise<SavedFacts> {
    const { plan, config, environment, trials } = await this.read(name);
    const labels = plan?.arms.map(({ label }) => label) ?? config.versions;
    const others = labels.filter((label) => label !== plan?.reference);
    return {
      startedAt: environment.startedAt,
      workload: config.workload,
      arms: plan === undefined ? labels : [plan.reference, ...others],
      trials: trials.length,
    };
  }

  /** @throws UsageError if there is no saved result of this name */
  remove(name: string): void {
    this.checkThere(name);
    rmSync(this.fileOf(name));
    for (const sidecar of sidecarsOf(this.fileOf(name))) rmSync(sidecar, { force: true });
  }

  /** @throws UsageError if there is no saved result of this name */
  checkThere(name: string): void {
    const names = this.names();
    if (names.includes(name)) return;
    const meant = nearest(name, names);
    throw new UsageError(
      `there is no saved result '${name}'`,
      meant !== undefined
        ? `Did you mean ${meant}?`
        : names.length > 0
          ? `There are: ${names.join(', ')}.`
          : 'compare --save NAME keeps one.',
    );
  }
}
