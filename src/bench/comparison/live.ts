// Runs the trials of a comparison on this machine, in rounds. The result document is like that of `run`, and contains
// the plan.
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

/** The input of a comparison before anything was measured: arms without trials. */
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

/** @param scratch the folder for the raw samples */
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
  /** Finished rounds, and their total number. The total is absent with --until-decided. */
  done: number;
  rounds?: number;
  /**
   * Time until the end of the last round, or until the limit of --max-time. Absent before the first round is finished.
   */
  leftNs?: number;
}

export interface RoundsHooks {
  interruption: Interruption;
  onProgress?: (progress: RoundsProgress) => void;
  /** Whether the trials so far decide the comparison. Called after some rounds; `look` counts the calls from 1. */
  isEnough: (trials: readonly TrialResult[], look: number) => boolean;
}

/** Looks are after 6, 12, 24, … rounds. Each look can err, so there are few. */
const firstLook = 6;
const isLook = (rounds: number): boolean =>
  rounds === firstLook || (rounds > firstLook && rounds % 2 === 0 && isLook(rounds / 2));

/** @returns the trials, and the plan with the actual number of rounds and looks */
async function runRounds(
  source: LiveComparison,
  hooks: RoundsHooks,
  scratch: string,
): Promise<{ series: TrialSeries; plan: ComparisonPlan }> {
  const clock = new RoundClock(source);
  const onProgress = ({ arm }: PlannedTrial, progress: EngineProgress) =>
    hooks.onProgress?.({ ...progress, label: arm.label, ...clock.state() });
  const series = new TrialSeries(source.load, { interruption: hooks.interruption, onProgress }, scratch);
  // A comparison needs two arms.
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

/** Decides which round is next, and estimates the remaining time. */
class RoundClock {
  done = 0;
  private readonly startedMs = performance.now();
  private readonly rounds: number[] | undefined;

  constructor(private readonly source: LiveComparison) {
    this.rounds = source.untilDecidedNs === undefined ? roundsOf(source.plan) : undefined;
  }

  /** The next round. Undefined: all rounds are done, or the next one would end after the time limit. */
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
