// Opens a page in the user's browser.
import { spawn } from 'node:child_process';
import { systemErrorText, UserError } from '../base/errors.js';

/** Does not wait for it. `failed` is told where there is no opener, or it finds no browser, as long as this process runs. */
export function openBrowser(url: string, failed: (error: UserError) => void): void {
  const fail = (reason: string) =>
    failed(new UserError(`cannot open a browser: ${reason}`, { suggestions: [`Open it: ${url}`] }));
  const opener = spawn('xdg-open', [url], { detached: true, stdio: 'ignore' });
  opener.once('error', (error) => fail(`xdg-open: ${systemErrorText(error)}`));
  opener.once('exit', (code) => {
    if (code !== 0 && code !== null) fail(`xdg-open ended with exit code ${code}`);
  });
  opener.unref();
}
