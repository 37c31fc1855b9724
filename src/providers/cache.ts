// Libraries that were built here: NAME.so and what it was made from, NAME.json, in the cache folder.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorText, UsageError, UserError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { BuiltProvider } from '../documents/built-provider.js';
import { checkWritable, writeAtomically, writeAtomicallyAsync } from '../files/atomic-file.js';
import { providerFolder } from '../versions/library-file.js';

const ending = '.json';

export class ProviderCache {
  constructor(readonly folder: string = providerFolder()) {}

  /** The library of this name, there or not. */
  fileOf(name: string): string {
    return join(this.folder, `${name}.so`);
  }

  /** What a failed build has said. */
  logOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  /** Sorted. */
  names(): string[] {
    if (!existsSync(this.folder)) return [];
    const files = readdirSync(this.folder).filter((file) => file.endsWith(ending) && !file.startsWith('.'));
    return files
      .map((file) => file.slice(0, -ending.length))
      .filter((name) => existsSync(this.fileOf(name)))
      .sort();
  }

  /** @throws UserError where the record is damaged, UsageError where there is none */
  read(name: string): BuiltProvider {
    this.checkThere(name);
    const record = this.recordOf(name);
    try {
      return JSON.parse(readFileSync(record, 'utf8')) as BuiltProvider;
    } catch (error) {
      throw new UserError(`'${record}' cannot be read: ${systemErrorText(error)}`, {
        suggestions: [`Build ${name} again, or remove it: rcu-bench provider rm ${name}`],
        cause: error,
      });
    }
  }

  /**
   * Puts a library into the cache, whole or not at all; one of the same name is replaced.
   * @param link makes the library in the given place and tells of it
   * @throws UserError where the folder cannot be written to
   */
  async keep(name: string, link: (file: string) => Promise<Omit<BuiltProvider, 'file'>>): Promise<BuiltProvider> {
    checkWritable('provider', this.fileOf(name));
    const made = await writeAtomicallyAsync(this.fileOf(name), link);
    const record = { ...made, file: this.fileOf(name) };
    writeAtomically(this.recordOf(name), (file) => writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`));
    rmSync(this.logOf(name), { force: true });
    return record;
  }

  /** @throws UsageError where there is none of this name */
  remove(name: string): void {
    this.checkThere(name);
    for (const file of [this.fileOf(name), this.recordOf(name), this.logOf(name)]) rmSync(file, { force: true });
  }

  /** @throws UsageError where there is none of this name */
  checkThere(name: string): void {
    const names = this.names();
    if (names.includes(name)) return;
    const meant = nearest(name, names);
    throw new UsageError(
      `no provider '${name}' was built here`,
      meant !== undefined
        ? `Did you mean ${meant}?`
        : names.length > 0
          ? `There are: ${names.join(', ')}.`
          : "'rcu-bench provider build' makes one.",
    );
  }

  private recordOf(name: string): string {
    return join(this.folder, `${name}${ending}`);
  }
}
