// Lists our own C++ files, without third-party files and build output.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['build', 'third_party', 'node_modules']);

/** Paths of all our C and C++ sources and headers under `folder`, sorted. @returns {string[]} */
export function nativeSources(folder = 'native') {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : nativeSources(path);
      return /\.(h|c|cc)$/.test(entry.name) ? [path] : [];
    })
    .sort();
}
