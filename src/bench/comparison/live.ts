// A comparison's trials, run on this machine in rounds: from a checked configuration to a result document like that of `run`, with
// the plan in it.
import type { UserError } from '../../base/errors.js';
import { loadOf } from '../../config/arms.js';
import type { LiveComparison } from '../../config/compare-config.js';
import { resultConfig } from '../../config/result-config.js';
import type { ComparisonPlan } from '../../documents/plan.js';
import { roundsOf } from '../../documents/plan.js';
import type { TrialResult } from '../../documents/result.js';
import { type ResultDocument, resultSchema } from '../../documents/result.js';
import type { EngineProgress } from '../../engine/engine.js';
import type { ComparisonInput } from '../../results/comparison-input.js';
import type { SampleSource } from '../../results/result-file.js';
import { checkMembarrier, finishEnvironment, startEnvironment } from '../environment/environment.js';
import { describeTool } from '../environment/tool.js';
import type { Interruption } from '../interruption.js';
import { type PlannedTrial, planRound } from '../schedule.js';
import { TrialSeries } from '../trial-series.js';
import { comparisonWarnings } from './warnings.js';

export interface MeasuredComparison {
  document: ResultDocument;
  sources: readonly SampleSource[];
  failures: UserError[];
}

/** What will be compared, before anything was measured: no trials. */
export async function plannedInput({ load, plan }: LiveComparison): Promise<ComparisonInput> {
  const environment = finishEnvironment(await startEnvironment(versionsOf(plan)));
  return {
    arms: plan.arms.map((arm) => ({ arm, trials: [] })),
    plan,
    config: resultConfig(load, versionsOf(plan)),
    environments: [environment],
    tool: describeTool(),
    warnings: [],
  };
}

const versionsOf = ({ arms }: ComparisonPlan) => [...new Set(arms.map(({ version }) => version))];

/** @param scratch a folder for the raw samples, which are there as long as it is. */
export async function measureComparison(
  source: LiveComparison,
  hooks: RoundsHooks,
  scratch: string,
): Promise<MeasuredComparison> {
  const started = await startEnvironment(versionsOf(source.plan));
  for (const arm of source.plan.arms) checkMembarrier(loadOf(source.load, arm).settings.membarrier, started);
  const { series, plan } = await runRounds(source, hooks, scratch);
  const environment = finishEnvironment(started);
  const document: ResultDocument = {
    schema: resultSchema,
    tool: describeTool(),
    environment,
    config: resultConfig(source.load, versionsOf(plan)),
    warnings: [
      ...(source.warnings ?? []),
      ...comparisonWarnings(source.load, plan, environment, series.trials, series.lost),
    ],
    plan,
    trials: series.trials,
  };
  return { document, sources: series.sources, failures: series.failures };
}

export interface RoundsProgress extends EngineProgress {
  label: string;
  /** Rounds that are done, and how many it will be; absent where that is decided on the way. */
  done: number;
  rounds?: number;
  /** Until the last round's end, or the latest time at which it may be; absent before one round is done. */
  leftNs?: number;
}

export interface RoundsHooks {
  interruption: Interruption;
  onProgress?: (progress: RoundsProgress) => void;
  /** Asked after some of the rounds whether that is enough; `look` counts from 1. */
  isEnough: (trials: readonly TrialResult[], look: number) => boolean;
}

/** Looks are at 6, 12, 24, … rounds: each may err, so there are few. */
const firstLook = 6;
const isLook = (rounds: number): boolean =>
  rounds === firstLook || (rounds > firstLook && rounds % 2 === 0 && isLook(rounds / 2));

/** @returns the trials, and the plan with the rounds and looks that it came to. */
async function runRounds(
  source: LiveComparison,
  hooks: RoundsHooks,
  scratch: string,
): Promise<{ series: TrialSeries; plan: ComparisonPlan }> {
  const clock = new RoundClock(source);
  const onProgress = ({ arm }: PlannedTrial, progress: EngineProgress) =>
    hooks.onProgress?.({ ...progress, label: arm.label, ...clock.state() });
  const series = new TrialSeries(source.load, { interruption: hooks.interruption, onProgress }, scratch);
  // One arm alone is no comparison.
  const isOver = () => series.isOver(source.plan.arms, 2);
  const open = source.untilDecidedNs !== undefined;
  const looks: number[] = [];
  for (let round = clock.next(); round !== undefined; round = clock.next()) {
    await runRound(planRound(source.plan, source.load.seed, round, clock.done === 0), series, isOver);
    if (isOver()) break;
    clock.end();
    if (!open || !isLook(clock.done)) continue;
    looks.push(clock.done);
    if (hooks.isEnough(series.trials, looks.length)) break;
  }
  series.checkAnything();
  return { series, plan: open ? { ...source.plan, rounds: clock.done, looks } : source.plan };
}

async function runRound(trials: readonly PlannedTrial[], series: TrialSeries, isOver: () => boolean): Promise<void> {
  for (const planned of trials) {
    if (isOver()) return;
    await series.run(planned);
  }
}

/** Which round is next, and how long it will all take. */
class RoundClock {
  done = 0;
  private readonly startedMs = performance.now();
  private readonly rounds: number[] | undefined;

  constructor(private readonly source: LiveComparison) {
    this.rounds = source.untilDecidedNs === undefined ? roundsOf(source.plan) : undefined;
  }

  /** Undefined: no more, or the time is up. Whole rounds only, so one begins only if it will end in time. */
  next(): number | undefined {
    if (this.rounds !== undefined) return this.rounds[this.done];
    return this.done === 0 || this.elapsedNs() + this.roundNs() <= this.limitNs() ? this.done : undefined;
  }

  end(): void {
    this.done += 1;
  }

  state(): Pick<RoundsProgress, 'done' | 'rounds' | 'leftNs'> {
    const { done, rounds } = this;
    const leftNs =
      rounds === undefined
        ? this.limitNs() - this.elapsedNs()
        : done === 0
          ? undefined
          : Math.max(0, this.roundNs() * rounds.length - this.elapsedNs());
    return { done, ...(rounds && { rounds: rounds.length }), ...(leftNs !== undefined && { leftNs }) };
  }

  private elapsedNs(): number {
    return (performance.now() - this.startedMs) * 1e6;
  }

  private limitNs(): number {
    return this.source.untilDecidedNs ?? Number.POSITIVE_INFINITY;
  }

  private roundNs(): number {
    return this.elapsedNs() / this.done;
  }
}
