// Runs a profile: one trial under one of clinic's tools, with both views of the host process in one recording.
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ExitCode } from '../base/errors.js';
import { UserError } from '../base/errors.js';
import type { Interruption } from '../bench/interruption.js';
import { traceTarget } from '../bench/trace-target.js';
import { type TrialOutcome, traceErrors } from '../bench/trial-messages.js';
import { type ProfileConfig, profileFiles } from '../config/profile-config.js';
import type { ProfileDocument, ProfileFiles } from '../documents/profile.js';
import { exitCodeOfCommand } from '../documents/verdict.js';
import { engineConfig } from '../engine/engine.js';
import { cannotWrite, checkWritable } from '../files/atomic-file.js';
import { builtFile } from '../files/package-folder.js';
import { isRecording } from '../trace/recording-format.js';
import { type Collected, Collection } from './collect.js';
import { findClinicTool } from './find-clinic.js';
import type { ProfiledJob, ProfiledOutcome } from './profiled-trial.js';
import { appendClinicTrace } from './trace-events.js';

interface ProfileReport {
  document: ProfileDocument;
  exitCode: ExitCode;
  /** Outputs that could not be written although the trial succeeded. */
  failures: UserError[];
}

/** Time allowed for the trial beyond its warm-up and its measured time, in ms. */
const graceMs = 60_000;
const nsInMs = 1e6;

/** Rejects with a UserError before anything was measured, or if the trial could not start. */
export async function runProfile(config: ProfileConfig, interruption: Interruption): Promise<ProfileReport> {
  const files = profileFiles(config);
  const found = findClinicTool(config.clinicTool);
  checkWritable('page', files.page);
  checkWritable('recording', files.recording);
  return withWorkFolder(config.outputFolder, async (folder) => {
    const made = filesIn(folder, files);
    const collected = await collect(config, made, found.path, folder, interruption);
    const outcome = readOutcome(join(folder, outcomeName), collected, interruption);
    const failures = [...failuresOf(config, collected), ...traceErrors(outcome)];
    const clinicEvents = mergeTrace(config, made, files, failures);
    const document: ProfileDocument = {
      ...describe(config, found.package),
      status: outcome.status,
      evidence: outcome.evidence,
      files: placeFiles(made, files, folder, collected),
      ...(clinicEvents !== undefined && { clinicEvents }),
    };
    const end = { interrupted: interruption.requested, unwritten: failures.length > 0 };
    return { document, exitCode: exitCodeOfCommand([outcome.status], end), failures };
  });
}

const describe = ({ clinicTool, run, version }: ProfileConfig, clinicPackage: string) => ({
  clinicTool,
  clinicPackage,
  workload: run.workload.name,
  version,
  seed: run.seed,
  durationNs: run.settings.durationNs,
});

const jobName = 'job.json';
const outcomeName = 'outcome.json';
const pageName = 'page.html';
const partialName = 'partial.rcutrace';

/** clinic works in the current folder and fails on the files of a previous run, so it gets an empty folder. */
async function withWorkFolder<T>(output: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(resolve(output), '.profile-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the trial's job and returns the job of the collector. */
function collectorJob(
  { clinicTool, run, version }: ProfileConfig,
  { data, recording }: ProfileFiles,
  toolPath: string,
  folder: string,
) {
  const facts = { seed: run.seed };
  const trace = traceTarget({ file: resolve(recording), workload: run.workload.name, version, facts });
  const job: ProfiledJob = {
    job: {
      config: engineConfig(run, version, false),
      samplesFile: join(folder, 'samples'),
      // An unfinished recording is deleted with the folder.
      trace: { ...trace, partial: join(folder, partialName) },
    },
    outcomeFile: join(folder, outcomeName),
  };
  writeFileSync(join(folder, jobName), JSON.stringify(job));
  const script = builtFile('profiled-trial');
  return {
    clinicTool,
    toolPath,
    command: [process.execPath, script, join(folder, jobName)],
    name: basename(data, `.clinic-${clinicTool}`),
    page: pageName,
    nodeOptions: process.env.NODE_OPTIONS ?? '',
  };
}

async function collect(
  config: ProfileConfig,
  files: ProfileFiles,
  toolPath: string,
  folder: string,
  interruption: Interruption,
): Promise<Collected> {
  const { warmupNs, durationNs } = config.run.settings;
  const collectMs = (warmupNs + durationNs) / nsInMs + graceMs;
  const collection = new Collection(collectorJob(config, files, toolPath, folder), { folder, collectMs });
  const unsubscribe = interruption.subscribe({
    stop: () => collection.interrupt(),
    kill: () => collection.kill('interrupted twice'),
  });
  return collection.outcome.finally(unsubscribe);
}

type TrialEnd = Pick<TrialOutcome, 'status' | 'evidence' | 'traceFailures'>;

function readOutcome(file: string, { problems }: Collected, { requested }: Interruption): TrialEnd {
  const withoutTrace = { traceFailures: [] };
  if (!existsSync(file)) {
    return { status: requested ? 'interrupted' : 'crashed', evidence: [...problems], ...withoutTrace };
  }
  const message = JSON.parse(readFileSync(file, 'utf8')) as ProfiledOutcome;
  if (message.kind === 'result') return message.outcome;
  if (message.userError) throw new UserError(message.message, { suggestions: message.suggestions });
  return { status: 'crashed', evidence: [`failed: ${message.message}`], ...withoutTrace };
}

/**
 * Where this profile's files are until they are complete; the files of the previous profile stay in place until then.
 */
const filesIn = (folder: string, files: ProfileFiles): ProfileFiles => ({
  page: join(folder, pageName),
  data: join(folder, basename(files.data)),
  recording: join(folder, basename(files.recording)),
});

/**
 * Puts what was made in the place of what the last profile has left.
 * @param collected a page that was not reported may be half a page
 * @returns the files that were placed
 */
function placeFiles(
  made: ProfileFiles,
  files: ProfileFiles,
  folder: string,
  { reported }: Collected,
): Partial<ProfileFiles> {
  const keys = (Object.keys(files) as (keyof ProfileFiles)[]).filter((key) => key !== 'page' || reported);
  const present = keys.filter((key) => existsSync(made[key]));
  for (const key of present) {
    // A folder cannot be renamed to a folder that is not empty.
    if (existsSync(files[key])) renameSync(files[key], join(folder, `last-${key}`));
    renameSync(made[key], files[key]);
  }
  return Object.fromEntries(present.map((key) => [key, files[key]]));
}

function failuresOf({ clinicTool }: ProfileConfig, { reported, problems }: Collected): UserError[] {
  return reported ? [] : [new UserError(`clinic ${clinicTool} has made no page`, { suggestions: problems })];
}

/** Only doctor's trace contains V8's events; bubbleprof's contains what its own page shows. */
function mergeTrace(
  { clinicTool }: ProfileConfig,
  { data, recording }: ProfileFiles,
  { recording: target }: ProfileFiles,
  failures: UserError[],
): number | undefined {
  const trace = join(data, `${basename(data)}-traceevent`);
  if (clinicTool !== 'doctor' || !existsSync(trace) || !existsSync(recording) || !isRecording(recording)) {
    return undefined;
  }
  try {
    return appendClinicTrace(recording, trace);
  } catch (error) {
    failures.push(cannotWrite("clinic's events into the recording", target, error));
    return undefined;
  }
}
