// The version of this tool, for its documents.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolInfo } from '../../documents/result.js';
import { packageFolder } from '../../files/package-folder.js';

/** The version of this tool, and its commit if it runs from a checkout. */
export function describeTool(): ToolInfo {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const commit = checkoutCommit();
  return { name: 'rcu-bench', version, ...(commit !== undefined && { commit }), node: process.version };
}

/** Undefined for an installed package, or if git is not installed. */
function checkoutCommit(): string | undefined {
  if (!existsSync(join(packageFolder, '.git'))) return undefined;
  try {
    return git('describe', '--always', '--dirty', '--abbrev=12', '--exclude=*');
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

const git = (...args: string[]) =>
  execFileSync('git', ['-C', packageFolder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
