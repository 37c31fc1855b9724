import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveTrace } from '../../src/trace/open.js';
import { temporaryFolder } from '../support/cli.js';

const content = '{"traceEvents":[]}';

async function serve(name = 't.json') {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  return { stop, file, ...(await serveTrace(file, stop.signal, 0)) };
}

test('the page fetches the file once, and the server ends', async () => {
  const { url, fileUrl, bytes, done } = await serve();
  expect(url).toBe(`https://ui.perfetto.dev/#!/?url=${fileUrl}`);
  expect(fileUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/t\.json$/);
  expect(bytes).toBe(content.length);
  const response = await fetch(fileUrl);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://ui.perfetto.dev');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.text()).toBe(content);
  expect(await done).toBe(true);
  await expect(fetch(fileUrl)).rejects.toThrow();
});

test('other requests get nothing, and do not end the server', async () => {
  const { fileUrl, done } = await serve();
  const at = (path: string, init?: RequestInit) => fetch(new URL(path, fileUrl), init);
  expect((await at('/')).status).toBe(404);
  expect((await at('/other.json')).status).toBe(404);
  expect((await at('/%2e%2e/etc/passwd')).status).toBe(404);
  expect((await at('/status', { method: 'POST' })).status).toBe(404);
  expect((await at(fileUrl, { method: 'PUT' })).status).toBe(404);
  expect((await at(fileUrl, { method: 'HEAD' })).headers.get('content-length')).toBe(String(content.length));
  const preflight = await at(fileUrl, { method: 'OPTIONS' });
  expect([preflight.status, preflight.headers.get('access-control-allow-private-network')]).toEqual([204, 'true']);
  expect(await Promise.race([done, 'still there'])).toBe('still there');
  expect(await (await fetch(fileUrl)).text()).toBe(content);
});

test('a request with another host name is rejected: another page may have sent it (DNS rebinding)', async () => {
  const { fileUrl } = await serve();
  const { port, pathname } = new URL(fileUrl);
  const status = await new Promise((resolve) => {
    request({ host: '127.0.0.1', port, path: pathname, headers: { host: `evil.example:${port}` } }, (response) =>
      resolve(response.statusCode),
    ).end();
  });
  expect(status).toBe(404);
});

test('characters with a meaning in URLs are removed from the address', async () => {
  const { fileUrl } = await serve("a b#c?d&e%'f.json");
  expect(new URL(fileUrl).pathname).toBe('/a_b_c_d_e__f.json');
  expect((await fetch(fileUrl)).status).toBe(200);
});

test('a file that has shrunk breaks the connection and does not count as fetched', async () => {
  const { fileUrl, file, done } = await serve();
  truncateSync(file, content.length - 1);
  await expect(fetch(fileUrl).then((response) => response.text())).rejects.toThrow();
  expect(await Promise.race([done, 'still there'])).toBe('still there');
});

test('of a file that has grown, only the announced length is sent', async () => {
  const { fileUrl, file, done } = await serve();
  appendFileSync(file, 'more');
  expect(await (await fetch(fileUrl)).text()).toBe(content);
  expect(await done).toBe(true);
});

test('the server can be stopped', async () => {
  const { stop, done } = await serve();
  stop.abort();
  expect(await done).toBe(false);
});

test('a taken port, a missing, an empty file and a folder cause a one-line error each', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const folder = temporaryFolder();
  writeFileSync(join(folder, 't.json'), content);
  writeFileSync(join(folder, 'empty'), '');
  mkdirSync(join(folder, 'sub'));
  const { signal } = new AbortController();
  await expect(serveTrace(join(folder, 't.json'), signal, port)).rejects.toThrow(`port ${port} is taken`);
  await expect(serveTrace(join(folder, 'none'), signal, 0)).rejects.toThrow('no such file');
  await expect(serveTrace(join(folder, 'empty'), signal, 0)).rejects.toThrow('is empty');
  await expect(serveTrace(join(folder, 'sub'), signal, 0)).rejects.toThrow('is a folder');
});
