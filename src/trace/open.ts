// Hands one file to ui.perfetto.dev by the rules of that page (docs/trace-format.md): from 127.0.0.1, port 9001, once.

import { spawn } from 'node:child_process';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemErrorText, UserError } from '../base/errors.js';
import { withScratchFolder } from '../files/scratch.js';
import { exportTrace, wholeRecording } from './export.js';
import { isRecording } from './recording-format.js';

const host = '127.0.0.1';
/** The only port that the page's security policy allows. */
export const uiPort = 9001;
const uiOrigin = 'https://ui.perfetto.dev';

interface ServedTrace {
  /** The address for the browser. */
  url: string;
  /** The address of the file itself. */
  fileUrl: string;
  bytes: number;
  /** True after the file was fetched completely; false if serving was stopped before. */
  done: Promise<boolean>;
}

/**
 * Serves until the file was fetched once, or `stop` is aborted.
 * @param port another one for tests; the UI takes only its own
 * @throws UserError for a file that cannot be read, or a port that is taken.
 */
export async function serveTrace(file: string, stop: AbortSignal, port: number = uiPort): Promise<ServedTrace> {
  const bytes = sizeOf(file);
  const path = `/${pathName(file)}`;
  const server = createServer();
  await listen(server, port);
  const bound = (server.address() as { port: number }).port;
  const done = new Promise<boolean>((resolve) => {
    const end = (fetched: boolean) => {
      server.close();
      server.closeAllConnections();
      resolve(fetched);
    };
    server.on('request', (request, response) => {
      answer(request, response, { file, path, bytes, authority: `${host}:${bound}`, fetched: () => end(true) });
    });
    if (stop.aborted) end(false);
    else stop.addEventListener('abort', () => end(false), { once: true });
  });
  const fileUrl = `http://${host}:${bound}${path}`;
  return { url: `${uiOrigin}/#!/?url=${fileUrl}`, fileUrl, bytes, done };
}

function sizeOf(file: string): number {
  try {
    const status = statSync(file);
    if (status.isDirectory()) throw new UserError(`'${file}' is a folder`);
    if (!status.isFile()) throw new UserError(`'${file}' is not a file`);
    if (status.size === 0) throw new UserError(`'${file}' is empty`);
    return status.size;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot read '${file}': ${systemErrorText(error)}`, { cause: error });
  }
}

/** Characters with a meaning in URLs are removed from the name. */
const pathName = (file: string) => basename(file).replace(/[^\w.-]/g, '_');

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new UserError(`port ${port} is taken, and Perfetto's page fetches from no other`, {
              suggestions: [`See who has it: ss -ltnp 'sport = :${port}'`, 'Or open the file by hand in the page.'],
            })
          : new UserError(`cannot serve on ${host}:${port}: ${systemErrorText(error)}`, { cause: error }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

interface Offer {
  file: string;
  path: string;
  bytes: number;
  authority: string;
  fetched: () => void;
}

/** Serves only this file, and only to that page; requests for other names of this host are refused. */
function answer(request: IncomingMessage, response: ServerResponse, offer: Offer): void {
  response.setHeader('Access-Control-Allow-Origin', uiOrigin);
  response.setHeader('Cache-Control', 'no-cache');
  const ours = request.headers.host === offer.authority && request.url === offer.path;
  if (ours && request.method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', 'GET');
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
    response.writeHead(204).end();
  } else if (ours && (request.method === 'GET' || request.method === 'HEAD')) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': offer.bytes });
    if (request.method === 'HEAD') response.end();
    else send(response, offer);
  } else {
    response.writeHead(404).end();
  }
}

function send(response: ServerResponse, { file, bytes, fetched }: Offer): void {
  // Not beyond what was announced, should the file grow; should it shrink, the page is told by a broken connection.
  const stream = createReadStream(file, { end: bytes - 1, highWaterMark: 1 << 20 });
  pipeline(stream, response, { end: false }).then(
    () => (stream.bytesRead === bytes ? response.end(fetched) : response.destroy()),
    (error) => response.destroy(error),
  );
}

/** Calls `use` with a file that the page can open; the temporary folder is deleted afterwards. */
export async function withOpenable<T>(file: string, use: (openable: string) => Promise<T>): Promise<T> {
  if (!looksLikeRecording(file)) return use(file);
  return withScratchFolder(async (scratch) => {
    const output = join(scratch, `${basename(file).replace(/\.rcutrace$/, '')}.pftrace`);
    await exportTrace({ parts: [wholeRecording(file)], format: 'perfetto', gzip: false, output });
    return use(output);
  });
}

function looksLikeRecording(file: string): boolean {
  try {
    return isRecording(file);
  } catch (error) {
    throw new UserError(`cannot read '${file}': ${systemErrorText(error)}`, { cause: error });
  }
}

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
