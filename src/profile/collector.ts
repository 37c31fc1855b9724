// The process in which clinic works. clinic reads and writes in the current folder, refuses to start if there is a
// node_trace.N.log, and takes the observed program's NODE_OPTIONS from its own environment.
import { createRequire } from 'node:module';
import type { ClinicTool } from '../documents/profile.js';
import type { CollectorJob, FromCollector } from './collect.js';

type Done<T> = (error: Error | null | undefined, result: T) => void;

/** The common part of clinic's tools. */
interface Tool {
  collect(command: readonly string[], done: Done<string>): void;
  visualize(data: string, page: string, done: Done<void>): void;
}

/** clinic's own are fixed; of two options the later one counts. It cannot do without the first of each. */
const traceCategories: Record<ClinicTool, string | undefined> = {
  doctor: 'v8,node.bootstrap',
  bubbleprof: 'node.async_hooks',
  flame: undefined,
};

// The first Ctrl-C is for the observed program: its results so far still go into the report.
process.on('SIGINT', () => {});

const job = JSON.parse(process.argv[2] ?? '') as CollectorJob;
const require = createRequire(job.toolPath);
const ToolClass = require(job.toolPath) as new (settings: { dest: string; name: string }) => Tool;
const tool = new ToolClass({ dest: '.', name: job.name });

// Set only now: in this process' initial environment, node would trace this process.
const categories = traceCategories[job.clinicTool];
process.env.NODE_OPTIONS = [job.nodeOptions, ...(categories ? [`--trace-event-categories ${categories}`] : [])].join(
  ' ',
);

void collect();

async function collect(): Promise<void> {
  try {
    const data = await asPromise<string>((done) => tool.collect(job.command, done));
    tell({ kind: 'collected' });
    await asPromise<void>((done) => tool.visualize(data, job.page, done));
    tell({ kind: 'reported' });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message.trim() : String(error) });
  }
}

function asPromise<T>(work: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => work((error, result) => (error ? reject(error) : resolve(result))));
}

function tell(message: FromCollector): void {
  process.send?.(message);
}
