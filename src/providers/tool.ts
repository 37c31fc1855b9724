// Compilers and their like, run one at a time; all that they say is kept.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { exitCode, systemErrorText, UserError } from '../base/errors.js';

export interface ToolRun {
  words: readonly string[];
  folder: string;
  /** False: it ended with an error. */
  good: boolean;
  /** Standard output. */
  output: string;
  /** Standard error. */
  complaints: string;
}

const stopOfTools = new AsyncLocalStorage<AbortSignal>();

/** Runs `work`; once `stop` is aborted, the program that runs is ended, no other begins, and runTool() rejects. */
export const withToolsUntil = <T>(stop: AbortSignal, work: () => Promise<T>): Promise<T> => stopOfTools.run(stop, work);

const interrupted = () => new UserError('interrupted: nothing was kept', { exitCode: exitCode.interrupted });

/**
 * @param words the program and its arguments
 * @param folder in which it runs
 * @param input what it reads; absent: nothing
 * @throws UserError where it cannot be started, and where it was interrupted
 */
export function runTool(words: readonly string[], folder: string, input = ''): Promise<ToolRun> {
  const stop = stopOfTools.getStore();
  if (stop?.aborted) return Promise.reject(interrupted());
  const [program = '', ...args] = words;
  // Messages are looked for words.
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, LC_ALL: 'C' } });
  const end = () => child.kill();
  stop?.addEventListener('abort', end);
  let [output, complaints] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new UserError(`cannot run '${program}': ${systemErrorText(error)}`, { cause: error })),
    );
    // Not before it has ended: whoever hears of it removes the folder in which it works.
    child.on('close', (code) => {
      stop?.removeEventListener('abort', end);
      if (stop?.aborted) reject(interrupted());
      else resolve({ words, folder, good: code === 0, output, complaints });
    });
    // A program that does not read its input closes it.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input);
  });
}

/** The line in which a compiler or linker says what is wrong. */
export function mainComplaint({ complaints, output }: ToolRun): string {
  const lines = `${complaints}\n${output}`.split('\n').map((line) => line.trim());
  const telling = /\berror\b|undefined reference|relocation|multiple definition|cannot find|not found/i;
  return (
    lines.find((line) => telling.test(line) && !/^collect2/.test(line)) ??
    lines.find((line) => line !== '') ??
    'it says nothing'
  );
}
