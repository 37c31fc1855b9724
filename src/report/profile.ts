// The report of `profile`.
import { durationText } from '../base/units.js';
import type { ProfileDocument, ProfileFiles } from '../documents/profile.js';

const labels: Record<keyof ProfileFiles, string> = { page: 'Page', data: 'Data', recording: 'Recording' };

/** The result of a profile and the paths of its files. */
export function profileText(document: ProfileDocument): string {
  const { clinicTool, workload, version, durationNs, status, evidence, seed } = document;
  const files = Object.entries(labels).flatMap(([key, label]) => {
    const file = document.files[key as keyof ProfileFiles];
    return file === undefined ? [] : [`${label.padEnd(10)}${file}${noteOf(key, document)}`];
  });
  return [
    `clinic ${clinicTool} on ${workload} ${version}, ${durationText(durationNs)}, seed ${seed}: ${status}`,
    ...evidence.map((line) => `  ${line}`),
    ...files,
  ].join('\n');
}

const noteOf = (file: string, { clinicEvents }: ProfileDocument) =>
  file === 'recording' && clinicEvents !== undefined ? ` (with ${clinicEvents} events of clinic)` : '';
