// Most tests run the command line in their own process (test/support/cli-in-process.ts): users must get the same.
import { expect, test } from 'vitest';
import { fakeEngine, runCli } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';

test.each([
  ['help of a command', ['compare', '--help']],
  ['text', ['versions']],
  ['JSON', ['versions', 'v3', '--json']],
  ['a usage error', ['run', 'v4']],
  ['a usage error as JSON', ['run', 'v4', '--json']],
  ['an error that oclif finds', ['run', '--durtion', '5s']],
  ['an unknown command', ['vesrions']],
  ['a failure', ['show', 'no.json']],
  ['an exit code that a result causes', ['explore', 'v3', '--scenario', 'drain']],
])('%s prints the same inside the test as in a separate process', async (_, args) => {
  const env = { ...fakeEngine({ v3: 'deadlock' }), NO_COLOR: '1' };
  const before = [process.cwd(), { ...process.env }, process.exitCode];
  const here = await runHere(args, { env });
  expect([process.cwd(), { ...process.env }, process.exitCode]).toEqual(before);
  expect(here).toEqual(await runCli(args, { env }));
});
