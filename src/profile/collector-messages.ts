// What the collector's process is told, and what it tells.
import type { ClinicTool } from '../documents/profile.js';

export interface CollectorJob {
  readonly clinicTool: ClinicTool;
  /** The tool's main file. */
  readonly toolPath: string;
  /** Program and arguments that it observes. */
  readonly command: readonly string[];
  /** Names the data folder: NAME.clinic-TOOL. */
  readonly name: string;
  readonly page: string;
  /** NODE_OPTIONS of the observed program, beside clinic's own. */
  readonly nodeOptions: string;
}

export type FromCollector =
  /** The observed program has ended. */
  { kind: 'collected' } | { kind: 'reported' } | { kind: 'failed'; message: string };
