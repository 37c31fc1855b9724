// oclif's hook for unknown commands.
import type { Hook } from '@oclif/core/hooks';
import { exitCode, UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { makePaint } from '../report/paint.js';
import { userErrorText } from './error-text.js';

/** A mistyped command is a usage error with a suggestion, with and without a terminal. */
const commandNotFound: Hook.CommandNotFound = async function ({ id, config }) {
  const meant = nearest(id, config.commandIDs);
  const help = `'${config.bin} --help' lists the commands.`;
  const error = new UsageError(
    `unknown command '${id}'`,
    meant === undefined ? help : `Did you mean ${meant}? ${help}`,
  );
  process.stderr.write(`${userErrorText(error, makePaint(false))}\n`);
  this.exit(exitCode.usage);
};

export default commandNotFound;
