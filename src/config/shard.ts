import { UsageError } from '../base/errors.js';
import type { Shard } from '../documents/plan.js';

type Variables = Readonly<Record<string, string | undefined>>;

const example = 'Write --shard 2/8, or --shard auto on an engine that numbers its jobs.';

/** Reads `2/8`, `auto` (index and count from the engine's variables) or `auto/8` (where the engine tells the index only). */
export function parseShard(text: string, variables: Variables): Shard {
  const match = /^(auto|\d+)(?:\/(\d+))?$/.exec(text.trim());
  if (match === null) throw new UsageError(`--shard: '${text}' is not a part of a whole`, example);
  const [, index = '', count] = match;
  if (index === 'auto') return automatic(variables, count === undefined ? undefined : Number(count));
  return checked({ index: Number(index), count: Number(count ?? 0) }, text);
}

/** An engine that numbers its jobs: which variables tell the number. */
interface Engine {
  name: string;
  index: string;
  /** What the first job's index is, or the variable that tells it. */
  first: number | string;
  count?: string;
  /** By how much the index grows from job to job; absent: by 1. */
  step?: string;
}

/** Our own first, so that they can stand in for any engine's. */
const engines: readonly Engine[] = [
  { name: 'rcu-bench', index: 'RCU_BENCH_SHARD_INDEX', first: 0, count: 'RCU_BENCH_SHARD_COUNT' },
  {
    name: 'a Slurm array',
    index: 'SLURM_ARRAY_TASK_ID',
    first: 'SLURM_ARRAY_TASK_MIN',
    count: 'SLURM_ARRAY_TASK_COUNT',
    step: 'SLURM_ARRAY_TASK_STEP',
  },
  { name: 'a Kubernetes indexed job', index: 'JOB_COMPLETION_INDEX', first: 0 },
  { name: 'a GitLab parallel job', index: 'CI_NODE_INDEX', first: 1, count: 'CI_NODE_TOTAL' },
];

function automatic(variables: Variables, typedCount: number | undefined): Shard {
  const engine = engines.find(({ index }) => filled(variables[index]));
  if (engine === undefined) {
    throw new UsageError(
      `--shard auto: none of ${engines.map(({ index }) => index).join(', ')} is set`,
      'On GitHub set RCU_BENCH_SHARD_INDEX to strategy.job-index and RCU_BENCH_SHARD_COUNT to strategy.job-total.',
      example,
    );
  }
  const first = typeof engine.first === 'number' ? engine.first : whole(engine.first, variables);
  const told = engine.count === undefined ? undefined : whole(engine.count, variables);
  const count = typedCount ?? told;
  if (count === undefined) {
    throw new UsageError(`--shard auto: ${engine.name} does not tell how many jobs there are`, 'Write --shard auto/8.');
  }
  if (told !== undefined && told !== count) {
    // One job of an array that is run again alone does not know which it was.
    throw new UsageError(
      `--shard auto/${count}: ${engine.name} has ${told} jobs`,
      `Write its number: --shard 2/${count}.`,
    );
  }
  const step = engine.step === undefined || !filled(variables[engine.step]) ? 1 : whole(engine.step, variables);
  const index = (whole(engine.index, variables) - first) / step + 1;
  return checked({ index, count }, `${index}/${count}, from ${engine.name},`);
}

function whole(name: string, variables: Variables): number {
  const text = variables[name];
  if (filled(text) && /^\d+$/.test(text)) return Number(text);
  throw new UsageError(`--shard auto: ${name} is '${text ?? ''}', not a whole number`, example);
}

function checked(shard: Shard, text: string): Shard {
  if (shard.count >= 1 && shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new UsageError(`--shard: ${text} is not a part of a whole`, 'Parts are numbered from 1: 1/8 to 8/8.');
}

const filled = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
