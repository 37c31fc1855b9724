// The messages of a trial's process and their order. test/unit/trial.test.ts tests the parent's side.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHost } from '../../src/bench/environment/host.js';
import type { FromChild, ToChild, TrialJob } from '../../src/bench/trial-messages.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { engineConfig } from '../../src/engine/engine.js';
import { builtFile } from '../../src/files/package-folder.js';
import { fakeEngine, temporaryFolder } from '../support/cli.js';

const config = parseRunConfig({ versions: ['v3'], flags: { seed: '1' } }, readHost(), () => 1);

async function messagesOf(behaviour: string, ...messages: ToChild[]): Promise<FromChild[]> {
  const env = { ...process.env, ...fakeEngine({ v3: behaviour }) };
  const child = fork(builtFile('trial-child'), { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const heard: FromChild[] = [];
  child.on('message', (message: FromChild) => heard.push(message));
  for (const message of messages) child.send(message);
  await once(child, 'close');
  return heard.filter(({ kind }) => kind !== 'progress');
}

const job = (trace?: TrialJob['trace']): TrialJob => ({
  config: engineConfig(config, 'v3'),
  samplesFile: join(temporaryFolder(), 'samples'),
  ...(trace && { trace }),
});

test('ready, then its files, then its result', async () => {
  const heard = await messagesOf('pass', { kind: 'start', job: job() });
  expect(heard.map(({ kind }) => kind)).toEqual(['ready', 'writing', 'result']);
});

test('a stop message that arrives before tracing is loaded is not lost', async () => {
  const file = join(temporaryFolder(), 'trace.json');
  const trace = { file, partial: `${file}.part`, title: 'v3', meta: { version: 'v3' }, mode: 'ring' as const };
  const heard = await messagesOf('wait', { kind: 'start', job: job(trace) }, { kind: 'stop' });
  expect(heard.at(-1)).toMatchObject({ kind: 'result', outcome: { status: 'interrupted' } });
});
