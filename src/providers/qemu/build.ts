// A QEMU that its user has built, made into a provider's library. QEMU itself is never built here, and nothing is written to its folders.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { UserError } from '../../base/errors.js';
import type { BuiltProvider } from '../../documents/built-provider.js';
import { withScratchFolder } from '../../files/scratch.js';
import { checkProviderName } from '../../versions/version.js';
import type { ProviderCache } from '../cache.js';
import { runTool, withToolsUntil } from '../tool.js';
import { compileAdapter } from './adapter.js';
import { type CompileCommand, commandOfRcu, readCompileCommands } from './compile-command.js';
import { askHeaders, namesInArchive, whatIsSeen } from './features.js';
import { linkLibrary } from './link.js';
import { StepError, Steps } from './steps.js';
import { describeVersion, openTree, type QemuTree } from './tree.js';

interface QemuBuildRequest {
  source: string;
  build: string;
  /** Absent: by QEMU's version. */
  name?: string | undefined;
  /** Told of each step before it begins. */
  onStep: (step: string) => void;
  /** Aborted: the build ends early and leaves nothing behind. */
  stop: AbortSignal;
}

/** @throws UserError that says in which step it failed, with the compiler's or linker's own line; or that it was stopped */
export async function buildQemuProvider(request: QemuBuildRequest, cache: ProviderCache): Promise<BuiltProvider> {
  const tree = openTree(request.source, request.build);
  const name = checkProviderName(request.name ?? `qemu-${tree.version}`);
  const steps = new Steps(request.onStep);
  const build = (folder: string) =>
    withToolsUntil(request.stop, () => cache.keep(name, (library) => make({ tree, name, folder, steps }, library)));
  return withScratchFolder(build).catch((error: unknown) => {
    throw error instanceof StepError ? withLog(error, cache.logOf(name), steps.text) : error;
  });
}

interface Job {
  tree: QemuTree;
  name: string;
  folder: string;
  steps: Steps;
}

async function make(job: Job, library: string): Promise<Omit<BuiltProvider, 'file'>> {
  const { tree, name, folder, steps } = job;
  const commands = readCompileCommands(tree);
  const command = await commandOfRcu(tree, commands);
  const compiler = await describeCompiler(command, steps);
  const version = await describeVersion(tree);
  const ofHeaders = await askHeaders(tree, command, steps);
  const features = { ...ofHeaders, sees: whatIsSeen(ofHeaders, await namesInArchive(tree, steps)) };
  const objects = await compileAdapter(command, { name, version, features }, folder, steps);
  const link = { tree, features, command, commands, objects, folder, steps };
  const compiledAgain = await linkLibrary(link, library);
  return {
    ...{ name, kind: 'qemu', source: tree.source, build: tree.build, qemuVersion: version, features },
    compiledAgain: compiledAgain.map(({ file }) => relative(tree.source, resolve(command.folder, file))),
    ...{ compiler, builtAt: new Date().toISOString() },
  };
}

async function describeCompiler({ compiler, folder }: CompileCommand, steps: Steps): Promise<string> {
  steps.begin('compiler');
  const run = steps.note(await runTool([...compiler, '--version'], folder));
  return run.output.split('\n', 1)[0] ?? '';
}

function withLog(error: StepError, file: string, text: string): UserError {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return new UserError(error.message, { suggestions: [...error.suggestions, `All that was run, and said: ${file}`] });
}
