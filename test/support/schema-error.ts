// Validates documents of the larger commands against the published schemas.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** The first schema error and its location; undefined if the document is valid. */
export function findSchemaError(
  document: unknown,
  kind: 'result' | 'comparison' | 'torture' | 'explore' | 'fidelity' = 'result',
): string | undefined {
  const schema = JSON.parse(readFileSync(`docs/${kind}.schema.json`, 'utf8')) as object;
  const validate = new Ajv2020({ strict: true }).compile(schema);
  if (validate(document)) return undefined;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath || 'the document'} ${error?.message}`;
}
