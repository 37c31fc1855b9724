// Opens a page in the user's browser.
import { spawn } from 'node:child_process';
import { systemErrorText, UserError } from '../model/errors.js';

/** Resolves when the opener was started; what it does then is its own matter. @throws UserError where there is none. */
export function openBrowser(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const opener = spawn('xdg-open', [url], { detached: true, stdio: 'ignore' });
    opener.once('spawn', () => {
      opener.unref();
      resolve();
    });
    opener.once('error', (error) => {
      reject(new UserError(`cannot open a browser: ${systemErrorText(error)}`, { suggestions: [`Open it: ${url}`] }));
    });
  });
}
