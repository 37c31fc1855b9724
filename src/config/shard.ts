// `--shard 2/8`: the part of the rounds that one machine runs.
import { UsageError } from '../base/errors.js';
import type { Shard } from '../documents/plan.js';

type Variables = Readonly<Record<string, string | undefined>>;

const example = 'Write --shard 2/8, or --shard auto on a CI system that numbers its jobs.';

/** Parses `2/8`, `auto` (the CI system's variables give index and count) or `auto/8` (they give the index only). */
export function parseShard(text: string, variables: Variables): Shard {
  const match = /^(auto|\d+)(?:\/(\d+))?$/.exec(text.trim());
  if (match === null) throw new UsageError(`--shard: '${text}' is not a part of a whole`, example);
  const [, index = '', count] = match;
  if (index === 'auto') return automatic(variables, count === undefined ? undefined : Number(count));
  return checked({ index: Number(index), count: Number(count ?? 0) }, text);
}

/** A CI system or scheduler that numbers its jobs, and its environment variables. */
interface JobScheduler {
  name: string;
  index: string;
  /** The index of the first job, or the variable that contains it. */
  first: number | string;
  count?: string;
  /** The variable with the difference between the indexes of two jobs. Absent: the difference is 1. */
  step?: string;
}

/** Our own variables come first, so that they override those of any scheduler. */
const schedulers: readonly JobScheduler[] = [
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
  const scheduler = schedulers.find(({ index }) => filled(variables[index]));
  if (scheduler === undefined) {
    throw new UsageError(
      `--shard auto: none of ${schedulers.map(({ index }) => index).join(', ')} is set`,
      'On GitHub set RCU_BENCH_SHARD_INDEX to strategy.job-index and RCU_BENCH_SHARD_COUNT to strategy.job-total.',
      example,
    );
  }
  const first = typeof scheduler.first === 'number' ? scheduler.first : whole(scheduler.first, variables);
  const told = scheduler.count === undefined ? undefined : whole(scheduler.count, variables);
  const count = typedCount ?? told;
  if (count === undefined) {
    throw new UsageError(`--shard auto: ${scheduler.name} does not give the number of jobs`, 'Write --shard auto/8.');
  }
  if (told !== undefined && told !== count) {
    // A job of an array that is run again alone has another index than before.
    throw new UsageError(
      `--shard auto/${count}: ${scheduler.name} has ${told} jobs`,
      `Write its number: --shard 2/${count}.`,
    );
  }
  const step =
    scheduler.step === undefined || !filled(variables[scheduler.step]) ? 1 : whole(scheduler.step, variables);
  const index = (whole(scheduler.index, variables) - first) / step + 1;
  return checked({ index, count }, `${index}/${count}, from ${scheduler.name},`);
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
