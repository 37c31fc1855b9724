// Warnings as lines.
import type { Warning } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

/** Each warning with its version and its remedy, after the word "Warning". */
export function warningLines(warnings: readonly Warning[], columns: number, paint: Paint): string {
  return warnings.map((warning) => `${paint.warn('Warning')} ${wrap(warningText(warning), columns - 8, 8)}`).join('\n');
}

/** The message with the version that it concerns. */
export const warningText = (warning: Warning): string => `${warningMessage(warning)}. ${warning.remedy}`;

/** The same without the remedy. */
export const warningMessage = ({ version, message }: Pick<Warning, 'version' | 'message'>): string =>
  `${version === undefined ? '' : `${shortVersion(version)}: `}${message}`;
