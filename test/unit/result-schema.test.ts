// Compares the generated validator with ajv and the published schema.
import { expect, test } from 'vitest';
import { findSchemaError } from '../../src/documents/validate.js';
import { fakeEngine, runCli } from '../support/cli.js';
import { findSchemaError as ajvError } from '../support/schema-error.js';

test('both accept a valid document, and report the same errors for others', async () => {
  const { stdout } = await runCli(['run', 'v3', '--trace', 'off', '--seed', '1', '--json'], { env: fakeEngine() });
  const document = JSON.parse(stdout);
  expect([findSchemaError(document), ajvError(document)]).toEqual([undefined, undefined]);
  const [trial] = document.trials;
  const wrong = [
    {},
    null,
    { ...document, trials: 3 },
    { ...document, trials: [{ ...trial, status: 'fine' }] },
    { ...document, trials: [{ ...trial, seed: 'one' }] },
  ];
  const errors = wrong.map((other) => findSchemaError(other));
  expect(errors).toEqual(wrong.map((other) => ajvError(other)));
  expect(errors.every((error) => error !== undefined)).toBe(true);
  expect(new Set(errors).size).toBe(wrong.length);
});
