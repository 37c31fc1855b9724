// Compares the committed oclif.manifest.json with a fresh one.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const file = 'oclif.manifest.json';
const committed = readFileSync(file, 'utf8');
const { status, stderr } = spawnSync('npx', ['oclif', 'manifest'], { encoding: 'utf8' });
const fresh = readFileSync(file, 'utf8');
writeFileSync(file, committed);
if (status !== 0) {
  console.error(stderr);
  process.exit(1);
}
// Objects are compared, not texts: oclif writes commands in the order in which they load, which varies on a busy machine.
if (!isDeepStrictEqual(JSON.parse(fresh), JSON.parse(committed))) {
  console.error(`${file} is stale. Run: npm run manifest`);
  process.exit(1);
}
