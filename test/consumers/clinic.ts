// Finds the real clinic. An ordinary test run does not download its 150 MB.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/base/errors.js';
import { clinicFolderVariable, findClinicTool } from '../../src/profile/find-clinic.js';

const packageName = 'clinic@13';
const cache = fileURLToPath(new URL('../../.cache/clinic/', import.meta.url));
const modules = `${cache}node_modules`;
/** Set to 1, this variable allows the tests to download clinic into .cache/. */
const permission = 'RCU_BENCH_TEST_CLINIC';

/** The environment in which the tool finds clinic; otherwise the reason why clinic is unavailable. */
export function findClinic(): { env: Record<string, string> } | { unavailable: string } {
  if (installed({})) return { env: {} };
  const cached = { [clinicFolderVariable]: modules };
  if (existsSync(modules) && installed(cached)) return { env: cached };
  if (process.env[permission] !== '1') {
    return { unavailable: `It is not installed, and ${permission}=1, which lets this test fetch it, is not set.` };
  }
  mkdirSync(cache, { recursive: true });
  const options = ['--prefix', cache, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status, stderr } = spawnSync('npm', ['install', ...options, packageName], { encoding: 'utf8' });
  return status === 0 ? { env: cached } : { unavailable: `npm install ${packageName}: ${stderr.trim()}` };
}

function installed(env: Record<string, string>): boolean {
  try {
    findClinicTool('doctor', { cwd: process.cwd(), env: { ...process.env, ...env } });
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
