#!/usr/bin/env node
// Runs from the sources' latest build and shows stack traces: `npm run build -- --watch` beside it.
import { execute } from '@oclif/core/execute';

await execute({ development: true, dir: import.meta.url });
