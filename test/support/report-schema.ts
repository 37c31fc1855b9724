// Validates documents of the smaller commands against docs/reports.schema.json.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(readFileSync('docs/reports.schema.json', 'utf8')) as { $id: string };
// The schema deliberately puts `required` beside a `$ref` to a definition of the same type.
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).addSchema(schema);

/** The schema errors of a command's document; empty if valid. */
export function complaints(command: string, document: unknown): unknown[] {
  const validate = ajv.compile({ $ref: `${schema.$id}#/$defs/${encodeURIComponent(command)}` });
  validate(document);
  return validate.errors ?? [];
}
