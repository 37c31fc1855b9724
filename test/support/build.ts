import { execFileSync } from 'node:child_process';

/** The tests of the command line run dist/: it has to be that of these sources. Beside tests that run it, it must not change. */
export default function build(): void {
  if (process.env.RCU_BENCH_BUILT === '1') return;
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
