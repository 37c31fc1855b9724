// Compilers and their like, run one at a time; all that they say is kept.
import { spawn } from 'node:child_process';
import { systemErrorText, UserError } from '../model/errors.js';

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

/**
 * @param words the program and its arguments
 * @param folder in which it runs
 * @param input what it reads; absent: nothing
 * @throws UserError where it cannot be started
 */
export function runTool(words: readonly string[], folder: string, input = ''): Promise<ToolRun> {
  const [program = '', ...args] = words;
  // Messages are looked for words.
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, LC_ALL: 'C' } });
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
    child.on('close', (code) => resolve({ words, folder, good: code === 0, output, complaints }));
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
