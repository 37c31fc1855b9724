// The published schemas, for whoever has a document of one of the larger commands.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** What is wrong with a document, and where; undefined: nothing. */
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
