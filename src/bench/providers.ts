// Looks at the libraries among the versions of a command line before anything is measured: each in a process of its own, since
// what loading one does nobody knows.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { endOf } from '../base/child-end.js';
import { UserError } from '../base/errors.js';
import type { ProviderFacts, ProviderInfo } from '../documents/provider.js';
import { builtFile } from '../files/package-folder.js';
import { dropPrivateCopy, loadedFile, privateCopy, providerFile } from '../versions/library-file.js';
import { versionOf } from '../versions/version.js';
import type { Inspection, InspectionJob } from './provider-child.js';

/** Longer than any loading takes. */
const patienceMs = 10_000;

/**
 * What the libraries among the versions say of themselves.
 * @throws UserError that says what is wrong with the first that cannot be used
 */
export async function inspectProviders(versions: readonly string[]): Promise<ProviderInfo[]> {
  const infos: ProviderInfo[] = [];
  for (const version of new Set(versions)) {
    if (versionOf(version).kind !== 'built-in') infos.push(await inspectOne(version));
  }
  return infos;
}

async function inspectOne(version: string): Promise<ProviderInfo> {
  const file = providerFile(version);
  if (file === undefined) return { version, ...(await inspect({ version, file: '' })) };
  const facts = await inspectCopy(version, file);
  return { version, file, sha256: sha256Of(loadedFile(version) ?? file), ...facts };
}

/** One that finds its neighbours by its own place ($ORIGIN) loads from there only: then there is no copy. */
async function inspectCopy(version: string, file: string): Promise<ProviderFacts> {
  try {
    return await inspect({ version, file: privateCopy(file) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    dropPrivateCopy(file);
    return inspect({ version, file });
  }
}

/** Marks the libraries that were measured in their own place and are no longer what was hashed before the first trial. */
export const afterTrials = (providers: readonly ProviderInfo[]): ProviderInfo[] =>
  providers.map((provider) => (isChanged(provider) ? { ...provider, changed: true } : provider));

function isChanged({ version, sha256 }: ProviderInfo): boolean {
  const file = loadedFile(version);
  return sha256 !== undefined && (file === undefined || sha256Of(file) !== sha256);
}

const sha256Of = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

function inspect(job: InspectionJob): Promise<ProviderFacts> {
  const child = fork(builtFile('provider-child'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(notUsable(job, why));
    const timer = setTimeout(() => {
      refuse(`it hangs while it is loaded: nothing came of it for ${patienceMs / 1000} s`);
      child.kill('SIGKILL');
    }, patienceMs);
    child.on('message', (inspection: Inspection) => {
      clearTimeout(timer);
      if ('error' in inspection) refuse(inspection.error);
      else resolve(inspection);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      refuse(`no process can be started for it: ${error.message}`);
    });
    endOf(child).then(({ code, signal }) => {
      clearTimeout(timer);
      // Once something was said this is nothing new.
      refuse(`it ends the process that loads it: ${signal === null ? `exit code ${code}` : signal}`);
    }, reject);
    child.send(job);
  });
}

const notUsable = ({ version, file }: InspectionJob, why: string) =>
  new UserError(`'${version}' cannot be used as an RCU: ${why}`, {
    suggestions:
      file === '' ? [`'rcu-bench versions' lists what is built in.`] : ['docs/providers.md has an example that works.'],
  });
