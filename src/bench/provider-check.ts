// A library looked at and tortured for a moment.
import type { ExitCode } from '../base/exit-codes.js';
import type { TortureConfig } from '../config/parse-torture-config.js';
import { type ProviderCheck, providerCheckSchema } from '../documents/provider-check.js';
import { runTorture, type TortureHooks } from './torture.js';

/**
 * @param config of one version, which is not built in
 * @throws UserError where it cannot be loaded, or where what is loaded is no provider
 */
export async function checkProvider(
  config: TortureConfig,
  hooks: TortureHooks,
): Promise<{ document: ProviderCheck; exitCode: ExitCode }> {
  const { document, exitCode } = await runTorture(config, hooks);
  const [provider] = document.environment.providers ?? [];
  const [torture] = document.verdicts;
  if (provider === undefined) throw new Error(`${config.versions[0]} was tortured and not looked at`);
  return {
    document: { schema: providerCheckSchema, provider, ...(torture && { torture }), seed: config.seed },
    exitCode,
  };
}
