// A torture from a checked configuration to its document: one version after another, each in a process of its own.

import type { ExitCode } from '../base/errors.js';
import { UserError } from '../base/errors.js';
import type { TortureConfig } from '../config/torture-config.js';
import { traceFileOf } from '../config/trace-file.js';
import { type ProviderCheck, providerCheckSchema } from '../documents/provider-check.js';
import { type TortureDocument, type TortureVerdict, tortureSchema } from '../documents/torture.js';
import { exitCodeOfCommand } from '../documents/verdict.js';
import { type EngineProgress, tortureEngineConfig } from '../engine/engine.js';
import { checkWritable } from '../files/atomic-file.js';
import { checkMembarrier, finishEnvironment, startEnvironment } from './environment/environment.js';
import { describeTool } from './environment/tool.js';
import type { Interruption } from './interruption.js';
import { traceTarget } from './trace-target.js';
import { runTrial } from './trial.js';
import { type TrialOutcome, traceErrors } from './trial-messages.js';

export interface TortureProgress extends EngineProgress {
  version: string;
  /** From 0, of `versions`. */
  index: number;
  versions: number;
}

interface TortureHooks {
  interruption: Interruption;
  onProgress?: (progress: TortureProgress) => void;
}

export interface TortureReport {
  document: TortureDocument;
  exitCode: ExitCode;
  /** Errors about traces that were not written, and about versions that could not run. */
  failures: UserError[];
}

export async function runTorture(config: TortureConfig, hooks: TortureHooks): Promise<TortureReport> {
  const { versions, tracePattern } = config;
  if (tracePattern !== undefined) {
    for (const version of versions) checkWritable('trace', traceFileOf(tracePattern, version));
  }
  const started = await startEnvironment(versions);
  checkMembarrier(config.membarrier, started);
  const { verdicts, failures } = await tortureAll(config, hooks);
  const document: TortureDocument = {
    schema: tortureSchema,
    tool: describeTool(),
    environment: finishEnvironment(started),
    config: { ...config, versions: [...versions] },
    verdicts,
  };
  const statuses = verdicts.map(({ verdict }) => verdict);
  const end = { interrupted: hooks.interruption.requested, unwritten: failures.length > 0 };
  return { document, exitCode: exitCodeOfCommand(statuses, end), failures };
}

/** @throws UserError if no version could run */
async function tortureAll(
  config: TortureConfig,
  hooks: TortureHooks,
): Promise<{ verdicts: TortureVerdict[]; failures: UserError[] }> {
  const { versions } = config;
  const verdicts: TortureVerdict[] = [];
  const failures: UserError[] = [];
  for (const [index, version] of versions.entries()) {
    if (hooks.interruption.requested) break;
    const onProgress = (progress: EngineProgress) =>
      hooks.onProgress?.({ ...progress, version, index, versions: versions.length });
    try {
      verdicts.push(await tortureOne(config, version, { interruption: hooks.interruption, onProgress }, failures));
    } catch (error) {
      // The verdicts of the other versions, which take minutes each, are kept.
      if (!(error instanceof UserError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (verdicts.length === 0 && first !== undefined) throw first;
  return { verdicts, failures };
}

async function tortureOne(
  config: TortureConfig,
  version: string,
  hooks: Parameters<typeof runTrial>[1],
  failures: UserError[],
): Promise<TortureVerdict> {
  const file = config.tracePattern && traceFileOf(config.tracePattern, version);
  const facts = { seed: config.seed };
  const trace = file === undefined ? undefined : traceTarget({ file, workload: 'torture', version, facts });
  const torture = tortureEngineConfig(config, version);
  const outcome = await runTrial({ torture, ...(trace && { trace }) }, hooks);
  failures.push(...traceErrors(outcome));
  return verdictOf(version, outcome, file);
}

function verdictOf(version: string, outcome: TrialOutcome, traceFile: string | undefined): TortureVerdict {
  const { status, evidence, measuredNs, lastEvents, trace } = outcome;
  const entries = Object.entries(outcome.counters);
  const ages = entries.filter(([name]) => /^age_\d+$/.test(name)).map(([, count]) => count);
  const counters = Object.fromEntries(entries.filter(([name]) => !/^age_\d+$/.test(name)));
  return {
    version,
    verdict: status,
    evidence,
    ...(measuredNs !== undefined && { ranNs: measuredNs }),
    ages,
    counters,
    ...(lastEvents !== undefined && { lastEvents }),
    ...(trace && traceFile !== undefined && { trace: { file: traceFile, ...trace } }),
  };
}

/**
 * Tortures one library for a short time.
 * @param config has one version, which is a library
 * @throws UserError if it cannot be loaded, or if it is no provider
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
