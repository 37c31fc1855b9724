// Our own C++ files: without what others wrote and what a build left.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['build', 'third_party', 'node_modules']);

/** Paths of all C and C++ sources and headers of ours under `folder`, sorted. @returns {string[]} */
export function nativeSources(folder = 'native') {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : nativeSources(path);
      return /\.(h|c|cc)$/.test(entry.name) ? [path] : [];
    })
    .sort();
}
