// Collects the licences of the bundled packages: most require their notice in every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root the project's folder
 * @param {readonly string[]} inputs the files of a bundle
 * @returns {string} the licence texts of all packages among them
 * @throws if a package has neither a licence file nor a licence name
 */
export function noticesOf(root, inputs) {
  const packages = inputs.map((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  const folders = [...new Set(packages.filter((folder) => folder !== undefined))].sort();
  const notices = folders.map((folder) => noticeOf(join(root, folder)));
  return `The programs in this folder contain these packages.\n\n${notices.join('\n')}`;
}

/** @param {string} folder of an installed package */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file === undefined && license === undefined) throw new Error(`${folder} has no licence`);
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(folder, file), 'utf8');
  return `---- ${name} ${version} (${license})\n\n${text.trim()}\n`;
}
