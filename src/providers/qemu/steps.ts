// The steps of a build: each is told before it begins, and an error says in which it came.

import { UserError } from '../../base/errors.js';
import { commandText } from '../../base/shell.js';
import { mainComplaint, type ToolRun } from '../tool.js';

export class Steps {
  private readonly log: string[] = [];

  /** @param onStep told of each step before it begins */
  constructor(private readonly onStep: (step: string) => void) {}

  begin(step: string): void {
    this.onStep(step);
    this.log.push(`# ${step}`);
  }

  /** Keeps what a program has said. */
  note(run: ToolRun): ToolRun {
    const said = `${run.output}${run.complaints}`;
    this.log.push(`cd ${run.folder} && ${commandText(run.words)}`, ...(said === '' ? [] : [said]));
    return run;
  }

  /** All that was run, and what it said. */
  get text(): string {
    return `${this.log.join('\n')}\n`;
  }
}

/** A program of this step has failed. */
export class StepError extends UserError {
  constructor(step: string, run: ToolRun, ...suggestions: string[]) {
    super(`${step}: ${mainComplaint(run)}`, { suggestions });
  }
}
