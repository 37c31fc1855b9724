// Our own part: the adapter's files, compiled with the flags of QEMU's rcu.c.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { QemuFeatures } from '../../documents/built-provider.js';
import { packageFolder } from '../../files/package-folder.js';
import { runTool } from '../tool.js';
import { type CompileCommand, libraryFlags } from './compile-command.js';
import { StepError, type Steps } from './steps.js';

const nativeFolder = join(packageFolder, 'native');
const adapterFolder = join(nativeFolder, 'provider/adapters/qemu');

interface AdapterFacts {
  name: string;
  version: string;
  features: QemuFeatures;
}

/**
 * @param folder for the objects
 * @returns the objects
 * @throws StepError with the compiler's line
 */
export async function compileAdapter(
  command: CompileCommand,
  facts: AdapterFacts,
  folder: string,
  steps: Steps,
): Promise<string[]> {
  const objects: string[] = [];
  for (const file of readdirSync(adapterFolder).filter((name) => name.endsWith('.c'))) {
    const object = join(folder, `adapter-${file}.o`);
    await compileOne(command, definitions(facts), join(adapterFolder, file), object, steps);
    objects.push(object);
  }
  return objects;
}

async function compileOne(
  { compiler, flags, folder }: CompileCommand,
  defines: string[],
  file: string,
  object: string,
  steps: Steps,
): Promise<void> {
  const step = `compile ${file.slice(nativeFolder.length + 1)}`;
  steps.begin(step);
  const words = [
    ...compiler,
    ...flags,
    ...libraryFlags,
    ...defines,
    '-w',
    `-I${nativeFolder}`,
    '-c',
    file,
    '-o',
    object,
  ];
  const run = steps.note(await runTool(words, folder));
  if (!run.good) throw new StepError(step, run, 'The adapter does not fit this QEMU: please report it.');
}

/** What adapter.h says that the build passes. */
function definitions({ name, version, features }: AdapterFacts): string[] {
  const { bigLock, forceRcu, timedwait, deviceForces, sees } = features;
  const flags = {
    OLD_BIG_LOCK_NAMES: bigLock === 'iothread',
    HAS_FORCE: forceRcu,
    HAS_TIMEDWAIT: timedwait !== 'none',
    TIMEDWAIT_TELLS: timedwait === 'bool',
    DEVICE_FORCES: deviceForces && forceRcu,
    SEES_WAITS: sees.waits,
    SEES_GRACE_PERIODS: sees.gracePeriods,
    SEES_FORCES: sees.forces,
  };
  const texts = { NAME: name, VERSION: version };
  return [
    ...Object.entries(flags).map(([flag, value]) => `-DRCU_QEMU_${flag}=${Number(value)}`),
    ...Object.entries(texts).map(([key, text]) => `-DRCU_QEMU_${key}=${JSON.stringify(text)}`),
  ];
}
