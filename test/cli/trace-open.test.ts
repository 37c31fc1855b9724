// `trace open` from the side of the user and of the page: on the port that the page expects, if it is free here.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { uiPort } from '../../src/trace/open.js';
import { type CliOptions, runCli, temporaryFolder, until } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';

const content = '{"traceEvents":[]}';
const page = `https://ui.perfetto.dev/#!/?url=http://127.0.0.1:${uiPort}/`;

const portIsFree = await new Promise<boolean>((resolve) => {
  const probe = createServer();
  probe.once('error', () => resolve(false));
  probe.listen(uiPort, '127.0.0.1', () => probe.close(() => resolve(true)));
});
if (!portIsFree) console.warn(`SKIPPED: port ${uiPort} is taken on this machine.`);

/** Runs once the address is printed. @param said returns all output so far */
type Then = (fileUrl: string, child: ChildProcess, said: () => string) => unknown;

/** Runs `trace open` in a folder that contains the file; calls `then` with the printed address. */
async function open(name: string, then: Then, { args = [], ...options }: CliOptions & { args?: string[] } = {}) {
  const cwd = options.cwd ?? temporaryFolder();
  if (!existsSync(join(cwd, name))) writeFileSync(join(cwd, name), content);
  const acted: unknown[] = [];
  const result = await runCli(['trace', 'open', name, ...args], {
    ...options,
    cwd,
    started: (child) => {
      onTestFinished(() => void child.kill('SIGKILL')); // a process that survives the test would keep the port
      let text = '';
      const read = (data: Buffer) => {
        const before = /url=(\S+)\n/.exec(text);
        text += data;
        const address = /url=(\S+)\n/.exec(text)?.[1];
        if (before === null && address !== undefined) acted.push(then(address, child, () => text));
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
    },
  });
  return { ...result, got: await acted[0] };
}

const fetchText = async (url: string) => (await fetch(url)).text();

/** Puts a program with this name first on the PATH. */
function fakeProgram(name: string, script: string): Record<string, string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return { PATH: `${folder}:${process.env.PATH}` };
}

describe.skipIf(!portIsFree)('on the port of the page', () => {
  test('prints the address and the manual alternative, and exits 0 once the file was fetched', async () => {
    const { code, stdout, stderr, got } = await open('t.json', fetchText);
    expect(got).toBe(content);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[0]).toBe(`Open    ${page}t.json`);
    expect(stdout).toMatch(/'Open trace file' on it, with this file\.\nFetched\.\n$/);
    await expect(fetch(`http://127.0.0.1:${uiPort}/t.json`)).rejects.toThrow();
  });

  test.each(["a b#c?d&e%2f'f.json", '../x/ü\n"<t>.json', '-.json'])(
    '%j: the address is valid and works',
    async (name) => {
      const cwd = join(temporaryFolder(), 'x');
      mkdirSync(cwd);
      const { code, stdout, got } = await open(`./${name}`, fetchText, { cwd });
      expect([code, got]).toEqual([0, content]);
      expect(stdout.split('\n')[0]).toMatch(/^ {0}Open {4}https:\/\/ui\.perfetto\.dev\/#!\/\?url=http:[\w./:-]+$/);
    },
  );

  test.each(['SIGINT', 'SIGTERM'] as const)('%s before the fetch exits 130', async (signal) => {
    const { code, stdout } = await open('t.json', (_, child) => child.kill(signal));
    expect(code).toBe(130);
    expect(stdout).toMatch(/Stopped before it was fetched\.\n$/);
  });

  test('--json prints only the document on standard output, and the address on standard error', async () => {
    const { code, stdout, stderr } = await open('t.json', fetchText, { args: ['--json'] });
    expect(code).toBe(0);
    const fetched = { url: `${page}t.json`, file: 't.json', bytes: content.length, fetched: true };
    expect(JSON.parse(stdout)).toEqual(fetched);
    expect(stderr).toContain(page);
  });

  test('an aborted fetch does not count: the next complete fetch does', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'big.json'), content);
    truncateSync(join(cwd, 'big.json'), 64 << 20);
    const breakOff = (url: string) =>
      new Promise<void>((resolve) => {
        get(url, (response) => response.once('data', () => response.destroy())).once('close', resolve);
      });
    const twice = async (url: string) => {
      await breakOff(url);
      return (await (await fetch(url)).arrayBuffer()).byteLength;
    };
    const { code, stdout, got } = await open('big.json', twice, { cwd });
    expect([code, got]).toEqual([0, 64 << 20]);
    expect(stdout).toMatch(/Fetched\.\n$/);
  });

  test('a large file is streamed, not read into memory', async () => {
    const cwd = temporaryFolder();
    const bytes = 512 << 20; // sparse, uses no disk space
    writeFileSync(join(cwd, 'huge.pftrace'), '');
    truncateSync(join(cwd, 'huge.pftrace'), bytes);
    let peakKiB = 0;
    const fetchAll = async (url: string, child: ChildProcess) => {
      let count = 0;
      for await (const chunk of (await fetch(url)).body ?? []) {
        count += chunk.byteLength;
        if (count < bytes / 2) peakKiB = residentKiB(child.pid); // later the process may have ended
      }
      return count;
    };
    const { code, got } = await open('huge.pftrace', fetchAll, { cwd });
    expect([code, got]).toEqual([0, bytes]);
    expect(peakKiB).toBeGreaterThan(10 << 10);
    expect(peakKiB).toBeLessThan(256 << 10);
  });

  describe('--browser', () => {
    test('passes the address to xdg-open', async () => {
      const cwd = temporaryFolder();
      const env = fakeProgram('xdg-open', `printf %s "$*" > '${cwd}/opened'`);
      const { code } = await open('t.json', whenThere(join(cwd, 'opened')), { cwd, env, args: ['--browser'] });
      expect(code).toBe(0);
      expect(readFileSync(join(cwd, 'opened'), 'utf8')).toBe(`${page}t.json`);
    });

    test('is required: without it no browser is opened', async () => {
      const cwd = temporaryFolder();
      const env = fakeProgram('xdg-open', `touch '${cwd}/opened'`);
      // Gives a browser that was opened by mistake time to leave its mark.
      const afterAWhile = async (url: string) => {
        await sleep(500);
        return fetchText(url);
      };
      expect((await open('t.json', afterAWhile, { cwd, env })).got).toBe(content);
      expect(existsSync(join(cwd, 'opened'))).toBe(false);
    });

    test.each([
      ['finds no browser', fakeProgramOf('exit 3'), 'xdg-open ended with exit code 3'],
      ['is missing', () => ({ PATH: temporaryFolder() }), 'xdg-open: no such file or folder'],
    ])('xdg-open %s: reports the reason and still waits for the fetch', async (_, env, reason) => {
      const afterwards: Then = async (url, _, said) => {
        await until('the complaint', () => said().includes('Open it: '));
        return fetchText(url);
      };
      const { code, stderr, got } = await open('t.json', afterwards, { env: env(), args: ['--browser'] });
      expect([code, got]).toEqual([0, content]);
      expect(stderr).toBe(`Error: cannot open a browser: ${reason}\n  Open it: ${page}t.json\n`);
    });
  });
});

test('a port in use causes a one-line error that names the port and the command that shows its user', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => {
    other.once('error', () => resolve()); // another program uses the port, which serves the test as well
    other.listen(uiPort, '127.0.0.1', resolve);
  });
  const { code, stdout, stderr } = await open('t.json', () => expect.unreachable());
  expect(stderr).toBe(
    `Error: port ${uiPort} is taken, and Perfetto's page fetches from no other\n` +
      `  See who has it: ss -ltnp 'sport = :${uiPort}'\n  Or open the file by hand in the page.\n`,
  );
  expect([code, stdout]).toEqual([1, '']);
});

test.each<[string, (path: string) => void, string]>([
  ['missing', () => {}, "cannot read 'f': no such file or folder"],
  ['a folder', (path) => mkdirSync(path), "'f' is a folder"],
  ['empty', (path) => writeFileSync(path, ''), "'f' is empty"],
  ['a pipe, which would block until a writer opens it', (path) => execFileSync('mkfifo', [path]), "'f' is not a file"],
])('%s', async (_, make, message) => {
  const cwd = temporaryFolder();
  make(join(cwd, 'f'));
  const { code, stdout, stderr } = await runHere(['trace', 'open', 'f'], { cwd });
  expect([code, stdout, stderr]).toEqual([1, '', `Error: ${message}\n`]);
});

function fakeProgramOf(script: string) {
  return () => fakeProgram('xdg-open', script);
}

/** Fetches the address once this file exists. */
function whenThere(file: string) {
  return async (url: string) => {
    await until(file, () => existsSync(file));
    return fetchText(url);
  };
}

/** Peak resident memory of the process. */
function residentKiB(pid: number | undefined): number {
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);
}
