// Builds the addon for machines without a compiler, under the name by which src/engine/binding.ts looks for it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';

const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
const { status } = spawnSync(process.execPath, [nodeGyp, 'rebuild', '-C', 'native'], { stdio: 'inherit' });
if (status !== 0) process.exit(1);

const folder = `prebuilds/${process.platform}-${process.arch}`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
copyFileSync('native/build/Release/rcu_bench.node', `${folder}/rcu-bench.node`);
const strip = spawnSync('strip', ['--strip-debug', `${folder}/rcu-bench.node`], { stdio: 'inherit' });
if (strip.status !== 0) process.exit(1);
