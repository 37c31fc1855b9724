// A process that observes its own collections, and leaves them in a recording: argv[2].
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// By names that are made here: the type check would otherwise go through dist/ as well.
/** @param {string} name */
const built = (name) => import(new URL(`../../dist/${name}`, import.meta.url).href);
const { appendHostTimeline } = await built('host/append.js');
const { HostTimeline } = await built('host/timeline.js');
const { RecordingWriter } = await built('trace/recording-writer.js');

const file = process.argv[2] ?? '';
/** @type {Buffer[]} */
const pieces = [];
new RecordingWriter((/** @type {Buffer} */ piece) => pieces.push(piece)).fileHeader();
writeFileSync(file, Buffer.concat(pieces));

const timeline = new HostTimeline();
timeline.start();
for (let i = 0; i < 20; i++) {
  Array.from({ length: 100_000 }, (_, n) => ({ n }));
  globalThis.gc?.();
  await sleep(5);
}
await timeline.stop();
appendHostTimeline(file, timeline);
