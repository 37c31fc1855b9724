// @ts-nocheck: plain JavaScript for the fake addons.
// A recording (docs/trace-format.md) that contains one process and nothing else.
'use strict';

function block(type, payload) {
  const padded = Buffer.concat([payload, Buffer.alloc((8 - (payload.length % 8)) % 8, type === 1 ? ' ' : '\0')]);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(padded.length, 4);
  return Buffer.concat([head, padded]);
}

function recording(title) {
  const header = Buffer.alloc(16);
  header.write('rcutrace', 'latin1');
  header.writeUInt32LE(1, 8);
  const process_ = Buffer.alloc(10);
  process_.writeUInt32LE(process.pid, 0);
  process_.writeUInt16LE(title.length, 8);
  return Buffer.concat([
    header,
    block(1, Buffer.from(JSON.stringify({ title }))),
    block(3, Buffer.concat([process_, Buffer.from(title, 'latin1')])),
    block(7, Buffer.alloc(0)),
  ]);
}

module.exports = { minimalRecording: recording };
