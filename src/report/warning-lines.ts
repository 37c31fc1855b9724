import { shortVersion } from '../model/provider.js';
import type { Warning } from '../model/result.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

/** Each warning with its version and its remedy, under its sign. */
export function warningLines(warnings: readonly Warning[], columns: number, paint: Paint): string {
  const lines = warnings.map(({ version, message, remedy }) => {
    const text = `${version === undefined ? '' : `${shortVersion(version)}: `}${message}. ${remedy}`;
    return `${paint.warn('Warning')} ${wrap(text, columns - 8, 8)}`;
  });
  return lines.join('\n');
}
