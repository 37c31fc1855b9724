// Inspects the libraries among the versions of a command line before anything is measured. Each is loaded in a separate
// process, because loading a library runs unknown code.
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

/** Loading a library never takes longer. */
const patienceMs = 10_000;

/**
 * What the libraries among the versions report about themselves.
 * @throws UserError for the first library that cannot be used
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

/**
 * Inspects a private copy. A library that loads others from its own folder ($ORIGIN) cannot be copied and is loaded in
 * place.
 */
async function inspectCopy(version: string, file: string): Promise<ProviderFacts> {
  try {
    return await inspect({ version, file: privateCopy(file) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    dropPrivateCopy(file);
    return inspect({ version, file });
  }
}

/** Marks the libraries whose files changed since they were hashed before the first trial. */
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
      refuse(`it hangs while it is loaded: no answer for ${patienceMs / 1000} s`);
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
      // After a message the promise is settled, and this has no effect.
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
