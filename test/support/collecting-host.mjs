// Observes the garbage collections of this process and writes them to a recording, the file argv[2].
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { importSources } from '../../scripts/import-sources.js';

const { appendHostTimeline, HostTimeline, RecordingWriter } = await importSources(
  'host/append',
  'host/timeline',
  'trace/recording-writer',
);

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
