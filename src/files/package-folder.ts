// The package's files: the addon, scenarios and child programs. Unit tests run the sources in src/, everything else the
// bundles in dist/, so no path may depend on the location of a module.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that contains package.json. */
export const packageFolder = folderWith('package.json', dirname(fileURLToPath(import.meta.url)));

/** The path of a file that `npm run build` makes. @param name as in scripts/build.js */
export const builtFile = (name: string): string => join(packageFolder, 'dist', `${name}.cjs`);

function folderWith(file: string, folder: string): string {
  if (existsSync(join(folder, file))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`there is no ${file} in the folders above this program`);
  return folderWith(file, parent);
}
