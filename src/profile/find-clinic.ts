// clinic has 150 MB and is no longer maintained, so it is not a dependency. An installed clinic is used.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { ClinicTool } from '../documents/profile.js';
import { packageFolder } from '../files/package-folder.js';

/** A node_modules folder; looked into instead of all other places. */
export const clinicFolderVariable = 'RCU_BENCH_CLINIC';
const oldestClinic = 13;
const install = 'npm install --global clinic';

interface FoundTool {
  /** Of the package's main file. */
  readonly path: string;
  /** name@version. */
  readonly package: string;
}

interface SearchPlaces {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * One of clinic's tools: the one that comes with `clinic`, or else `@clinic/TOOL` by itself.
 * @throws UserError with the line that installs it.
 */
export function findClinicTool(
  tool: ClinicTool,
  places: SearchPlaces = { cwd: process.cwd(), env: process.env },
): FoundTool {
  for (const folder of foldersOf(places)) {
    const found = findBeside(folder, tool);
    if (found !== undefined) return found;
  }
  const explicit = explicitFolder(places.env);
  const where = explicit === undefined ? '' : ` in ${clinicFolderVariable}=${explicit}`;
  throw new UserError(`clinic is not installed${where}, and 'profile ${tool}' needs it`, {
    suggestions: [`Install it: ${install}`, `${clinicFolderVariable}=<folder> names another node_modules folder.`],
  });
}

/** A generator, so that npm is asked only if everything else has failed. */
function* foldersOf({ cwd, env }: SearchPlaces): Generator<string> {
  const explicit = explicitFolder(env);
  if (explicit !== undefined) return yield explicit;
  yield packageFolder;
  yield cwd;
  yield join(dirname(process.execPath), '..', 'lib', 'node_modules');
  yield* globalFolder();
}

const explicitFolder = (env: SearchPlaces['env']) => env[clinicFolderVariable] || undefined;

/** npm's configuration names its global folder. Without npm there is none. */
function globalFolder(): string[] {
  try {
    return [
      execFileSync('npm', ['root', '--global'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
    ];
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}

function findBeside(folder: string, tool: ClinicTool): FoundTool | undefined {
  const whole = manifestOf(folder, 'clinic');
  if (whole !== undefined) checkVersion(whole);
  const name = `@clinic/${tool}`;
  const manifest = (whole && manifestOf(dirname(whole.path), name)) ?? manifestOf(folder, name);
  if (manifest === undefined) return undefined;
  return { path: createRequire(manifest.path).resolve(dirname(manifest.path)), package: `${name}@${manifest.version}` };
}

function checkVersion({ version, path }: Manifest): void {
  if (Number.parseInt(version, 10) >= oldestClinic) return;
  throw new UserError(`clinic ${version} in '${dirname(path)}' is too old: ${oldestClinic} is needed`, {
    suggestions: [`Install a newer one: ${install}`],
  });
}

interface Manifest {
  path: string;
  version: string;
}

/** As node resolves packages for a file in this folder. */
function manifestOf(folder: string, name: string): Manifest | undefined {
  const require = createRequire(join(folder, 'any.js'));
  try {
    const path = require.resolve(`${name}/package.json`);
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    return { path, version };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
