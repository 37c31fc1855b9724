// Results that are kept under a name, in a folder of their own.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { ResultDocument } from '../documents/result.js';
import { readResult, sidecarsOf } from './result-file.js';

const ending = '.json';

interface BaselineFacts {
  /** When it was measured: ISO 8601, UTC. */
  startedAt: string;
  workload: string;
  /** Labels of what it holds, the reference first. */
  arms: string[];
  trials: number;
}

export class Baselines {
  /** @param dataFolder where this program keeps its data: XDG's data directory. */
  constructor(dataFolder: string) {
    this.folder = join(dataFolder, 'baselines');
  }

  readonly folder: string;

  /** The file of this name, there or not. */
  fileOf(name: string): string {
    return join(this.folder, `${name}${ending}`);
  }

  /** Sorted. */
  names(): string[] {
    if (!existsSync(this.folder)) return [];
    const files = readdirSync(this.folder).filter((file) => file.endsWith(ending) && !file.startsWith('.'));
    return files.map((file) => file.slice(0, -ending.length)).sort();
  }

  /** @throws UsageError where there is none of this name. */
  read(name: string): Promise<ResultDocument> {
    this.checkThere(name);
    return readResult(this.fileOf(name));
  }

  /** What it holds, for a list. */
  async describe(name: string): Promise<BaselineFacts> {
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

  /** @throws UsageError where there is none of this name. */
  remove(name: string): void {
    this.checkThere(name);
    rmSync(this.fileOf(name));
    for (const sidecar of sidecarsOf(this.fileOf(name))) rmSync(sidecar, { force: true });
  }

  /** @throws UsageError where there is none of this name. */
  checkThere(name: string): void {
    const names = this.names();
    if (names.includes(name)) return;
    const meant = nearest(name, names);
    throw new UsageError(
      `there is no baseline '${name}'`,
      meant !== undefined
        ? `Did you mean ${meant}?`
        : names.length > 0
          ? `There are: ${names.join(', ')}.`
          : 'compare --save NAME keeps one.',
    );
  }
}
