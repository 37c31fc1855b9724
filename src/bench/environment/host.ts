// The machine against which a command line is checked.
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { systemErrorText, UsageError } from '../../base/errors.js';
import type { Host } from '../../config/load-config.js';
import { packageFolder } from '../../files/package-folder.js';
import { providerFile } from '../../versions/library-file.js';
import { shippedScenarios } from '../../workloads/mix.js';
import { allowedCpus } from './cpu.js';

/** This machine, as a command line is checked against it. */
export function readHost(): Host {
  const allowed = allowedCpus();
  return { cpus: allowed.length, allowedCpus: allowed, memoryBytes: totalmem(), readScenario, providerFile };
}

/** The text of a shipped scenario, or of a scenario file. @throws UsageError */
export function readScenario(name: string): string {
  const isShipped = (shippedScenarios as readonly string[]).includes(name);
  const file = isShipped ? join(packageFolder, 'scenarios', `${name}.jsonc`) : name;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--scenario: cannot read '${name}': ${systemErrorText(error)}`,
      `Name a file, or one of ${shippedScenarios.join(', ')}.`,
    );
  }
}
