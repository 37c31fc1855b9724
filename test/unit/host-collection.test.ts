// Ends clinic's process and the profiled program when they run too long. Other endings: test/cli/profile-fake.test.ts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Collection } from '../../src/profile/collect.js';
import { linesOf, temporaryFolder, until } from '../support/cli.js';
import { fakeClinic } from '../support/fake-clinic.js';

const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

test('a program that does not end in time is killed, together with clinic and its process', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const folder = temporaryFolder();
  const collectMs = 60_000;
  const toolPath = join(fakeClinic(temporaryFolder()), '@clinic/doctor/index.js');
  const program = "require('node:fs').writeFileSync('pid', process.pid + '\\n'); for (;;);";
  const collection = new Collection(
    {
      clinicTool: 'doctor',
      toolPath,
      command: [process.execPath, '-e', program],
      name: 'endless',
      page: 'page.html',
      nodeOptions: '',
    },
    { folder, collectMs },
  );
  const file = join(folder, 'pid');
  const pid = await until('the program runs', () => Number(linesOf(file)[0] ?? 0) || undefined);
  vi.advanceTimersByTime(collectMs);
  const { reported, problems } = await collection.outcome;
  expect(reported).toBe(false);
  expect(problems[0]).toBe('the observed program did not end within 60 s');
  await until('it has ended', () => !alive(pid));
});
