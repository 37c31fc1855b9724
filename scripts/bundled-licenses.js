// The licences of the packages that were bundled: most ask for their notice to go with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root the project's folder
 * @param {readonly string[]} inputs the files of a bundle
 * @returns {string} one text for all of the packages among them
 * @throws where one has no licence, neither as a file nor as a name
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
