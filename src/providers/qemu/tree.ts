// The two folders of a QEMU that its user has built: is each what it is taken for, and which QEMU is it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError, UserError } from '../../base/errors.js';
import { runTool } from '../tool.js';

export interface QemuTree {
  /** Absolute. */
  source: string;
  /** Absolute. */
  build: string;
  /** The content of VERSION. */
  version: string;
  /** The archives that the library is linked from, from `build`; libqemuutil.a is the first. */
  archives: string[];
}

export const utilArchive = 'libqemuutil.a';
/** Parts of libqemuutil.a need them, by their names before and since QEMU 9.1. */
const companions = ['libqom.a', 'libqom.fa', 'libevent-loop-base.a', 'libevent-loop-base.fa'];

/** @throws UserError that says which of the two is not what it should be, and what to do */
export function openTree(source: string, build: string): QemuTree {
  const tree = { source: resolve(source), build: resolve(build) };
  checkSource(tree.source);
  checkBuild(tree.build);
  const version = readFileSync(join(tree.source, 'VERSION'), 'utf8').trim();
  const archives = [utilArchive, ...companions.filter((name) => existsSync(join(tree.build, name)))];
  return { ...tree, version, archives };
}

function checkSource(source: string): void {
  const missing = ['VERSION', 'include/qemu/rcu.h', 'util/rcu.c'].find((file) => !existsSync(join(source, file)));
  if (missing === undefined) return;
  throw new UsageError(
    `--source: '${source}' is not a source tree of QEMU: it has no ${missing}`,
    'Name the folder in which QEMU’s configure lies.',
  );
}

function checkBuild(build: string): void {
  if (!existsSync(join(build, 'config-host.h'))) {
    throw new UsageError(
      `--build: '${build}' is not a build folder of QEMU: it has no config-host.h`,
      'Name the folder in which QEMU was configured, often SOURCE/build.',
    );
  }
  if (!existsSync(join(build, utilArchive))) {
    throw new UserError(`'${build}' is configured and not built: it has no ${utilArchive}`, {
      suggestions: [`Build QEMU first, or at least: ninja -C ${build} libqemuutil.a`],
    });
  }
}

/** VERSION, and behind it what git says where the source is a clone. */
export async function describeVersion({ source, version }: QemuTree): Promise<string> {
  if (!existsSync(join(source, '.git'))) return version;
  const git = await runTool(['git', 'describe', '--always', '--dirty', '--tags'], source);
  return git.good ? `${version} (${git.output.trim()})` : version;
}

/** Whether virtio-gpu hurries the RCU when it unmaps a blob, as with patch 5 of the series. */
export function deviceForces(source: string): boolean {
  const folder = join(source, 'hw/display');
  if (!existsSync(folder)) return false;
  const files = readdirSync(folder).filter((file) => /^virtio-gpu.*\.c$/.test(file));
  return files.some((file) => /\bforce_rcu\s*\(/.test(readFileSync(join(folder, file), 'utf8')));
}
