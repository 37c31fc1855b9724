// Finds Node's headers on this machine, so that node-gyp does not download them.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The Node version of the headers in `folder`; undefined if there are none. @param {string} folder */
function versionOf(folder) {
  const file = resolve(folder, 'include/node/node_version.h');
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const part = (/** @type {string} */ name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
  return ['MAJOR', 'MINOR', 'PATCH'].map(part).join('.');
}

/**
 * @returns {string | undefined} a folder for node-gyp's option --nodedir: the folder that the user names, or else a folder with the
 *   headers of the running Node, next to its binary or in node-gyp's download cache
 */
export function findNodeHeaders() {
  const named = process.env.npm_config_nodedir;
  if (named) return named;
  const version = process.versions.node;
  const folders = [resolve(process.execPath, '../..'), resolve(homedir(), '.cache/node-gyp', version)];
  return folders.find((folder) => versionOf(folder) === version);
}
