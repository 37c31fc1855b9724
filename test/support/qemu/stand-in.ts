// Stand-ins for QEMU source trees, configured and built in a folder of the test like QEMU's own build.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const template = fileURLToPath(new URL('./tree', import.meta.url));
const sources = [
  'util/rcu.c',
  'util/event.c',
  'util/notify.c',
  'util/qemu-thread-posix.c',
  'util/glib.c',
  'stubs/iothread-lock.c',
];

/** The QEMU version that a tree imitates; see tree/README.md. */
export const standIns = { legacy: 1, baseline: 2, series: 3, first: 4 } as const;
export type StandIn = keyof typeof standIns;

export interface StandInOptions {
  /** Compiler flags. Default: QEMU's, for objects of programs. */
  flags?: readonly string[];
  /** A regular archive, ar's default. QEMU's archives are thin. */
  thick?: boolean;
  /** Omit compile_commands.json and build.ninja. */
  bare?: boolean;
  /** Object files in the archive; unset: all. */
  members?: readonly string[];
}

export interface StandInTree {
  source: string;
  build: string;
}

/** Copies, configures and builds a tree. @param folder is created */
export function makeStandIn(folder: string, which: StandIn, options: StandInOptions = {}): StandInTree {
  const tree = copyStandIn(folder, which);
  buildStandIn(tree, options);
  return tree;
}

/** Copies and configures a tree without building it. */
export function copyStandIn(folder: string, which: StandIn): StandInTree {
  const [source, build] = [join(folder, 'qemu'), join(folder, 'build')];
  cpSync(template, source, { recursive: true });
  writeFileSync(join(source, 'VERSION'), `${standIns[which]}.0.0\n`);
  const force = standIns[which] >= 3 ? '    force_rcu();\n' : '';
  mkdirSync(join(source, 'hw/display'), { recursive: true });
  writeFileSync(join(source, 'hw/display/virtio-gpu-virgl.c'), `void unmap(void) {\n${force}}\n`);
  mkdirSync(build);
  writeFileSync(join(build, 'config-host.h'), `#define STAND_IN ${standIns[which]}\n`);
  return { source, build };
}

export function buildStandIn({ source, build }: StandInTree, options: StandInOptions = {}): void {
  const { flags = ['-fPIE'], thick = false, bare = false, members = sources } = options;
  mkdirSync(join(build, 'libqemuutil.a.p'), { recursive: true });
  const commands = sources.map((file) => {
    const output = `libqemuutil.a.p/${file.replace('/', '_')}.o`;
    const places = ['-I.', '-iquote', source, '-iquote', join(source, 'include')];
    const words = [
      '-std=gnu11',
      '-O2',
      '-g',
      '-Wall',
      '-Wno-unused-parameter',
      '-D_GNU_SOURCE',
      '-DQUOTED="a b"',
      ...flags,
    ];
    const made = ['-MD', '-MQ', output, '-MF', `${output}.d`, '-o', output, '-c', join(source, file)];
    return { file: join(source, file), output, words: ['cc', ...places, ...words, '-pthread', ...made], member: file };
  });
  for (const { words } of commands) execFileSync(words[0] ?? '', words.slice(1), { cwd: build });
  const objects = commands.filter(({ member }) => members.includes(member)).map(({ output }) => output);
  execFileSync('ar', [thick ? 'rcs' : 'rcsT', 'libqemuutil.a', ...objects], { cwd: build });
  if (bare) return;
  const entries = commands.map(({ file, output, words }) => ({
    ...{ directory: build, file, output },
    command: words.map((word) => (/[" ]/.test(word) ? `'${word}'` : word)).join(' '),
  }));
  writeFileSync(join(build, 'compile_commands.json'), JSON.stringify(entries));
  const link = ' LINK_ARGS = -Wl,--as-needed -pie -Wl,--start-group libqemuutil.a -lm -pthread -Wl,--end-group';
  writeFileSync(join(build, 'build.ninja'), `build tests/unit/test-rcu-list: c_LINKER a.o\n${link}\n`);
}

/** The files of the archive without `names`. */
export const membersWithout = (...names: string[]) => sources.filter((file) => !names.includes(file));

export function appendTo(file: string, text: string): void {
  appendFileSync(file, text);
}

export function replaceIn(file: string, what: string, by: string): void {
  const before = readFileSync(file, 'utf8');
  if (!before.includes(what)) throw new Error(`${file} has no '${what}'`);
  writeFileSync(file, before.replaceAll(what, by));
}
