import { execFileSync } from 'node:child_process';

/** The tests of the command line run dist/: it has to be that of these sources. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
