// The published JSON Schema, applied. Apart from result-file.ts because loading the validator takes a while.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schemaFile = new URL('../../docs/result.schema.json', import.meta.url);

/** What is wrong with the document, and where; undefined: nothing. */
export function findSchemaError(document: unknown): string | undefined {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
  const validate = new Ajv2020({ strict: true }).compile(schema);
  if (validate(document)) return undefined;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath || 'the document'} ${error?.message}`;
}
