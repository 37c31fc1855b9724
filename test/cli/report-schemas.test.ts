// docs/reports.schema.json against what the commands print.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';
import { oldLog, wholeUnmap } from '../support/qemu-traces.js';
import { unmaps, writeRecording } from '../support/recordings.js';

const schema = JSON.parse(readFileSync('docs/reports.schema.json', 'utf8')) as { $id: string; $defs: object };
// `required` beside a `$ref` to a part with the same type is meant.
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).addSchema(schema);

function complaints(definition: string, text: string): unknown {
  const validate = ajv.compile({ $ref: `${schema.$id}#/$defs/${encodeURIComponent(definition)}` });
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

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
  ['baseline list', ['baseline', 'list']],
  ['error', ['trace', 'summary', 'missing']],
])('%s', async (definition, words) => {
  const { stdout } = await runCli([...words, '--json'], { cwd: given() });
  expect(complaints(definition, stdout)).toEqual([]);
  expect(complaints(definition === 'error' ? 'versions' : 'error', stdout)).not.toEqual([]);
});
