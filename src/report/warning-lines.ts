import type { Warning } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

/** Each warning with its version and its remedy, under its sign. */
export function warningLines(warnings: readonly Warning[], columns: number, paint: Paint): string {
  return warnings.map((warning) => `${paint.warn('Warning')} ${wrap(warningText(warning), columns - 8, 8)}`).join('\n');
}

/** With the version that it belongs to. */
export const warningText = (warning: Warning): string => `${warningMessage(warning)}. ${warning.remedy}`;

/** The same without the remedy. */
export const warningMessage = ({ version, message }: Pick<Warning, 'version' | 'message'>): string =>
  `${version === undefined ? '' : `${shortVersion(version)}: `}${message}`;
