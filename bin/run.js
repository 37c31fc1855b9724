#!/usr/bin/env node
// Elsewhere nothing of it can work: that is said before anything is loaded that might say something else.
if (process.platform === 'linux') {
  const { execute } = await import('@oclif/core/execute');
  await execute({ dir: import.meta.url });
} else {
  process.stderr.write(`rcu-bench: Linux only (this is ${process.platform}): it measures futexes\n`);
  process.exitCode = 1;
}
