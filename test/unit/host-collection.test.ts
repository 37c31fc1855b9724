// clinic's process and the program in it, which are ended when they take too long. How they end otherwise: test/cli/profile-fake.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Collection } from '../../src/host/clinic/collect.js';
import { temporaryFolder } from '../support/cli.js';
import { fakeClinic } from '../support/fake-clinic.js';

const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

test('a program that does not end in time is killed, with the process that clinic works in', async () => {
  const folder = temporaryFolder();
  const toolPath = join(fakeClinic(temporaryFolder()), '@clinic/doctor/index.js');
  const program = "require('node:fs').writeFileSync('pid', String(process.pid)); for (;;);";
  const collection = new Collection(
    {
      clinicTool: 'doctor',
      toolPath,
      command: [process.execPath, '-e', program],
      name: 'endless',
      page: 'page.html',
      nodeOptions: '',
    },
    { folder, collectMs: 3000 },
  );
  const { reported, problems } = await collection.outcome;
  expect(reported).toBe(false);
  expect(problems[0]).toBe('the observed program did not end within 3 s');
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  while (alive(pid)) await sleep(20);
});
