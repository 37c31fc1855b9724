// A Slurm cluster with this host as its only node, for tests that submit to a real cluster.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Why a cluster cannot run here; undefined if it can. */
export function whyNoSlurm(): string | undefined {
  const missing = ['sbatch', 'slurmctld', 'slurmd'].filter((program) => spawnSync(program, ['-V']).error !== undefined);
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  if (process.getuid?.() !== 0) return 'slurmd needs root';
  const [program = '', ...args] = [...cage, 'true'];
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? undefined : `no namespace of its own for its processes: ${error?.message ?? stderr.trim()}`;
}

/**
 * A PID namespace in which every process ends with the process that created it: no daemon and no job outlives the
 * test, however the test ends.
 */
const cage = 'setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount-proc'.split(' ');

const longestLifeS = 900;

export interface JobState {
  state: string;
  exitCode: string;
}

export class SlurmCluster {
  /** Contains all files of the cluster: configuration, state, logs. */
  readonly folder = mkdtempSync(join(tmpdir(), 'rcu-bench-slurm-'));
  private daemons: ChildProcess | undefined;
  private output = '';

  /** Resolves once the node is ready. @throws Error with the output of the daemons */
  async start(): Promise<void> {
    const configuration = join(this.folder, 'slurm.conf');
    writeFileSync(configuration, configurationText(this.folder, await freePorts(2)));
    for (const name of ['state', 'spool']) mkdirSync(join(this.folder, name));
    // The sleep ends the namespace if nothing else does.
    const script = `slurmctld -D -f "$0" & slurmd -D -f "$0" & sleep ${longestLifeS}`;
    const [program = '', ...args] = [...cage, 'bash', '--norc', '-c', script, configuration];
    this.daemons = spawn(program, args, { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (data: Buffer) => {
      this.output += data;
    };
    this.daemons.stdout?.on('data', keep);
    this.daemons.stderr?.on('data', keep);
    await this.until('its node is idle', 100_000, () => this.run('sinfo', ['-h', '-o', '%T']).stdout.trim() === 'idle');
  }

  /** @returns the job number. @param variables environment variables of the job */
  submit(args: string[], cwd: string, variables: Record<string, string> = {}): string {
    const { status, stdout, stderr } = this.run('sbatch', ['--parsable', ...args], cwd, variables);
    if (status !== 0) throw new Error(`sbatch ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Waits until no job is pending or running. @returns the state of each job, and of each task of an array */
  async finish(jobs: string[]): Promise<JobState[]> {
    const left = () => this.run('squeue', ['-h', '-o', '%i %T %r', '-j', jobs.join(',')]).stdout.trim();
    await this.until('the jobs have ended', 240_000, () => left() === '', left);
    return jobs.flatMap((job) => {
      const { stdout } = this.run('scontrol', ['-o', 'show', 'job', job]);
      return [...stdout.matchAll(/JobState=(\w+).* ExitCode=(\S+)/g)].map(([, state = '', exitCode = '']) => ({
        state,
        exitCode,
      }));
    });
  }

  /** @returns processes that are still alive; empty on success */
  async stop(): Promise<string[]> {
    this.daemons?.kill('SIGKILL');
    for (let wait = 0; wait < 100 && this.processes().length > 0; wait += 1) await sleep(50);
    const left = this.processes();
    rmSync(this.folder, { recursive: true, force: true });
    return left;
  }

  /** Command lines of the daemons and jobs: all have the path of the cluster's folder in their environment. */
  processes(): string[] {
    return readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid) || pid === String(process.pid)) return [];
      try {
        const has = readFileSync(`/proc/${pid}/environ`, 'latin1').includes(this.folder);
        return has ? [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')] : [];
      } catch {
        return []; // The process has ended meanwhile.
      }
    });
  }

  private run(program: string, args: string[], cwd = this.folder, variables: Record<string, string> = {}) {
    return spawnSync(program, args, { cwd, env: { ...this.environment(), ...variables }, encoding: 'utf8' });
  }

  /** The environment of an ordinary user's shell, which jobs inherit. */
  private environment(): Record<string, string> {
    return { PATH: process.env.PATH ?? '', HOME: this.folder, SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  private async until(what: string, limitMs: number, holds: () => boolean, seen = () => ''): Promise<void> {
    const end = Date.now() + limitMs;
    while (!holds()) {
      const dead = this.daemons?.exitCode ?? this.daemons?.signalCode;
      if (Date.now() > end || (dead !== null && dead !== undefined)) {
        throw new Error(`Slurm: not so within ${limitMs} ms: ${what}\n${seen()}\n${this.output}`);
      }
      await sleep(200);
    }
  }
}

/** Does not use munge, because no other user has access to this cluster. */
function configurationText(folder: string, [controllerPort, nodePort]: number[]): string {
  const [name = 'localhost'] = hostname().split('.');
  return `ClusterName=rcu-bench
SlurmctldHost=${name}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1
SlurmdParameters=config_overrides
MailProg=/bin/true
NodeName=${name} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN
PartitionName=all Nodes=${name} Default=YES MaxTime=60 State=UP
`;
}

/** Another program may take a port before the daemons do; starting then fails with a message. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
