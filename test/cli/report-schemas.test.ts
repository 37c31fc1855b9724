// Validates the output of the commands against docs/reports.schema.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { oldLog, wholeUnmap } from '../support/qemu-traces.js';
import { unmaps, writeRecording } from '../support/recordings.js';
import { complaints } from '../support/report-schema.js';

function given(): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'traces'));
  writeRecording(join(cwd, 'r.rcutrace'), unmaps(5000, 20_000, 10_000));
  writeFileSync(join(cwd, 'qemu.log'), oldLog(...wholeUnmap));
  return cwd;
}

test.each([
  ['trace export', ['trace', 'export', 'r.rcutrace']],
  ['trace cut', ['trace', 'cut', 'r.rcutrace']],
  ['trace explain', ['trace', 'explain', 'r.rcutrace']],
  ['trace summary', ['trace', 'summary', 'r.rcutrace']],
  ['trace import', ['trace', 'import', 'qemu.log']],
  ['versions', ['versions']],
  ['saved list', ['saved', 'list']],
  ['error', ['trace', 'summary', 'missing']],
])('%s', async (definition, words) => {
  const { stdout } = await runHere([...words, '--json'], { cwd: given() });
  expect(complaints(definition, JSON.parse(stdout))).toEqual([]);
  expect(complaints(definition === 'error' ? 'versions' : 'error', JSON.parse(stdout))).not.toEqual([]);
});
