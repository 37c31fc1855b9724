// docs/reports.schema.json, for whoever has a document of one of the smaller commands.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(readFileSync('docs/reports.schema.json', 'utf8')) as { $id: string };
// `required` beside a `$ref` to a part with the same type is meant.
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).addSchema(schema);

/** What the schema finds wrong with a command's document; empty: nothing. */
export function complaints(command: string, document: unknown): unknown[] {
  const validate = ajv.compile({ $ref: `${schema.$id}#/$defs/${encodeURIComponent(command)}` });
  validate(document);
  return validate.errors ?? [];
}
