'use strict';
// A trial's process that adds its CPU time in ms to its `ready` message. bench/startup.js runs it.
const { join } = require('node:path');

/** @type {(...args: any[]) => boolean} */
const send = (...args) => Reflect.apply(sendAsIs, process, args);
const sendAsIs = /** @type {NonNullable<typeof process.send>} */ (process.send);

process.send = (message, ...rest) => {
  const { user, system } = process.cpuUsage();
  return send(message.kind === 'ready' ? { ...message, cpuMs: (user + system) / 1000 } : message, ...rest);
};

require(join(__dirname, '../../dist/trial-child.cjs'));
