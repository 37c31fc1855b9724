// Another program's trace on the disk, read twice, one piece at a time.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { exitCode, systemErrorText, UserError } from '../../base/errors.js';
import type { QemuFormat } from '../../documents/import-report.js';
import { recordingMagic } from '../recording-format.js';
import { formatVersion, headerBytes, headerId, magic } from './simple-parser.js';

const pieceBytes = 1024 * 1024;

export class InputFile {
  private constructor(
    readonly name: string,
    private readonly descriptor: number,
    /** As it was opened: what QEMU adds while the file is read is not looked at. */
    readonly size: number,
  ) {}

  /** @throws UserError if it cannot be read, or not twice. */
  static open(name: string): InputFile {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(name, 'r');
      const status = fstatSync(descriptor);
      if (status.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
      if (!status.isFile()) throw new Error('it is not a regular file, and it must be read twice');
      if (status.size === 0)
        throw unusable(name, 'is empty', 'QEMU writes it when it ends, or when its buffer is full.');
      return new InputFile(name, descriptor, status.size);
    } catch (error) {
      if (descriptor !== undefined) closeSync(descriptor);
      throw error instanceof UserError ? error : cannotRead(name, error);
    }
  }

  /** From the beginning, each in a buffer of its own. @throws UserError if the disk fails. */
  *pieces(): Generator<Buffer> {
    for (let offset = 0; offset < this.size; ) {
      const piece = this.readAt(offset, Math.min(pieceBytes, this.size - offset));
      if (piece.length === 0) return;
      offset += piece.length;
      yield piece;
    }
  }

  /** @throws UserError for what is certainly neither. */
  format(): QemuFormat {
    const head = this.readAt(0, headerBytes);
    if (head.toString('latin1').startsWith(recordingMagic))
      throw unusable(this.name, 'is a recording already', `Try: rcu-bench trace summary ${this.name}`);
    if (head.length < 16) return 'qemu-log';
    if (head.readBigUInt64LE(0) !== headerId) return 'qemu-log';
    if (head.readBigUInt64BE(8) === magic)
      throw unusable(this.name, 'was written on a big-endian machine', 'Only little-endian traces can be read.');
    if (head.readBigUInt64LE(8) !== magic) return 'qemu-log';
    const version = head.length < headerBytes ? formatVersion : head.readBigUInt64LE(16);
    if (version === formatVersion) return 'qemu-simple';
    const hint = `This version reads ${formatVersion}, which QEMU has written since 2.8.`;
    throw unusable(this.name, `has version ${version} of QEMU's simple trace format`, hint);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private readAt(offset: number, bytes: number): Buffer {
    try {
      const buffer = Buffer.allocUnsafe(bytes);
      return buffer.subarray(0, readSync(this.descriptor, buffer, 0, bytes, offset));
    } catch (error) {
      throw cannotRead(this.name, error);
    }
  }
}

const cannotRead = (name: string, error: unknown) =>
  new UserError(`cannot read '${name}': ${systemErrorText(error)}`, { cause: error });

export const unusable = (name: string, problem: string, ...suggestions: string[]) =>
  new UserError(`'${name}' ${problem}`, { exitCode: exitCode.usage, suggestions });
