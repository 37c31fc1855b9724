// Prints the compiler options for a source that includes napi.h: the options of native/binding.gyp and the folders that node-gyp adds.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { findNodeHeaders } from './node-headers.js';

const nodeHeaders = findNodeHeaders();
if (nodeHeaders === undefined) throw new Error(`there are no headers of Node ${process.versions.node} on this machine`);
const { include_dir: napi } = createRequire(import.meta.url)('node-addon-api');
const folders = [resolve(nodeHeaders, 'include/node'), resolve(napi)].map((folder) => `-isystem '${folder}'`);
const defines = ['NAPI_VERSION=8', 'NODE_ADDON_API_DISABLE_DEPRECATED', 'NAPI_DISABLE_CPP_EXCEPTIONS'];
console.log([...folders, ...defines.map((name) => `-D${name}`)].join(' '));
