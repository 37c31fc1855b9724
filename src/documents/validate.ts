// The published JSON Schema of results, applied: by a function that the build makes of it.
import { createRequire } from 'node:module';
import { builtFile } from '../files/package-folder.js';

/** As ajv generates it. */
interface Validator {
  (document: unknown): boolean;
  errors?: readonly { instancePath: string; message?: string }[] | null;
}

/** What is wrong with a document, and where; undefined: nothing. */
export function findSchemaError(document: unknown): string | undefined {
  const file = builtFile('result-validator');
  const validate = createRequire(file)(file) as Validator;
  if (validate(document)) return undefined;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath || 'the document'} ${error?.message}`;
}
