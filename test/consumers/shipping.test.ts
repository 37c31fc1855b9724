import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nativeSources } from '../../scripts/native-sources.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { elsewhere } from '../support/elsewhere.js';
import { BareMachine, type Packed, pack } from './package.js';

const target = `${process.platform}-${process.arch}`;
const prebuilt = `prebuilds/${target}/rcu-bench.node`;
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const machine = new BareMachine();
let packed: Packed;
// The addon may have to be compiled, which is slow on a busy machine.
beforeAll(() => {
  packed = pack(machine.folder);
});
afterAll(() => rmSync(machine.folder, { recursive: true, force: true }));

describe('the package', () => {
  /** Paths in the checkout, relative to its root. */
  const under = (folder: string, ending: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name));

  test('contains everything that is needed to run, and to build the addon if the prebuilt one does not load', () => {
    const sources = nativeSources().filter((path) => !path.startsWith('native/test/'));
    const scripts = ['build-hint', 'code-cache', 'install-native', 'native-units', 'node-gyp', 'node-headers'];
    const programs = ['rcu-bench', 'trial-child', 'profiled-trial', 'provider-child', 'collector', 'result-validator'];
    expect(sources.length).toBeGreaterThan(100);
    expect(packed.files).toEqual(
      expect.arrayContaining([
        ...['LICENSE', 'README.md', 'package.json', 'bin/run.js', 'bin/load.js', 'oclif.manifest.json', prebuilt],
        ...['native/binding.gyp', 'native/exports.map'],
        ...scripts.map((name) => `scripts/${name}.js`),
        ...[
          ...sources,
          ...programs.map((name) => `dist/${name}.cjs`),
          'dist/LICENSES.txt',
          ...under('scenarios', '.jsonc'),
          ...under('docs', '.schema.json'),
          ...under('examples', '.c'),
        ],
      ]),
    );
  });

  test('contains nothing else', () => {
    const wanted = [
      /^(LICENSE|README\.md|package\.json|bin\/(run\.js|load\.js|package\.json)|oclif\.manifest\.json)$/,
      /^scripts\/(build-hint|code-cache|install-native|native-units|node-gyp|node-headers)\.js$/,
      /^dist\/([^/]+\.cjs|LICENSES\.txt)$/,
      /^docs\/.+\.(md|json|ya?ml|sbatch)$/,
      /^examples\/[^/]+\/(Makefile|[^/]+\.(c|md))$/,
      /^native\/(binding\.gyp|exports\.map|(?!test\/|build\/).+\.(cc|c|h))$/,
      /^scenarios\/.+\.jsonc$/,
    ];
    const foreign = packed.files.filter((path) => path !== prebuilt && !wanted.some((form) => form.test(path)));
    expect(foreign).toEqual([]);
  });

  test('leaves no prebuilt addon in the checkout, where the tool would load it instead of the built one', () => {
    expect(existsSync('prebuilds')).toBe(false);
  });
});

describe('installed in an empty folder, without a compiler', () => {
  const inPackage = (path: string) => join(machine.app, 'node_modules/rcu-bench', path);
  let unreachable: string | undefined;
  beforeAll(() => {
    unreachable = machine.install(packed.tarball);
    if (unreachable !== undefined) console.warn(`SKIPPED: no registry to install from. ${unreachable}`);
  });
  /** A test that needs the registry; skipped if the registry cannot be reached. */
  const installedTest = (name: string, check: () => void) =>
    test(name, ({ skip }) => {
      skip(unreachable !== undefined, unreachable);
      check();
    });

  test.each(['cc', 'c++', 'gcc', 'g++', 'clang', 'clang++', 'make', 'python', 'python3'])('%s is hidden', (command) => {
    expect(machine.has('node')).toBe(true);
    expect(machine.has(command)).toBe(false);
  });

  installedTest('the addon asks for no C++ library, and shows Node alone what Node looks for', () => {
    const objdump = (option: string) => execFileSync('objdump', [option, inPackage(prebuilt)], { encoding: 'utf8' });
    const needed = [...objdump('-p').matchAll(/^ *NEEDED +(\S+?)\.so/gm)].map(([, library]) => library);
    expect(needed).toContain('libc');
    expect(needed.filter((library) => !/^(libc|libm|libgcc_s|ld-linux\S*)$/.test(library ?? ''))).toEqual([]);
    const shown = [...objdump('-T').matchAll(/^\S+ [gw] .* (\S+)$/gm)].map(([, symbol]) => symbol);
    expect(shown).toContain('napi_register_module_v1');
    expect(shown.filter((symbol) => !/^(napi|node_api)_/.test(symbol ?? ''))).toEqual([]);
  });

  installedTest('tells its version', () => {
    const { code, stdout, stderr } = machine.rcuBench('--version');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trim()).toBe(`rcu-bench/${version} ${target} node-${process.version}`);
  });

  installedTest('has a code cache for the Node that has installed it', () => {
    expect(packed.files.filter((path) => path.endsWith('.cache'))).toEqual([]);
    const name = `dist/rcu-bench.cjs.${process.version}-${process.arch}.cache`;
    expect(existsSync(inPackage(name))).toBe(true);
  });

  installedTest('lists the versions', () => {
    const { code, stdout, stderr } = machine.rcuBench('versions', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('"v3"');
  });

  installedTest('measures', () => {
    const { code, stdout, stderr } = machine.rcuBench('run', 'baseline', '--duration', '1s', '--json');
    const { tool, trials } = JSON.parse(stdout) as ResultDocument;
    expect([code, stderr]).toEqual([0, '']);
    expect(tool).toEqual({ name: 'rcu-bench', version, node: process.version });
    expect(trials.map(({ status }) => status)).toEqual(['pass']);
    expect(trials[0]?.metrics['unmap.latency']?.n).toBeGreaterThan(0);
  });

  installedTest('with the addon of prebuilds/, for nothing was built', () => {
    const script = `const { execute } = require(${JSON.stringify(inPackage('dist/rcu-bench.cjs'))});
      const args = ['run', 'baseline', '--duration', '100ms', '--warmup', '0', '--trace', 'off'];
      execute({ dir: ${JSON.stringify(inPackage('.'))}, args }).then(() => {
        const { sharedObjects } = process.report.getReport();
        console.log('loaded', JSON.stringify(sharedObjects.filter((path) => path.endsWith('.node'))));
      });`;
    const { code, stdout, stderr } = machine.run('node', ['-e', script]);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(/^loaded (.*)$/m.exec(stdout)?.[1] ?? '')).toEqual([realpathSync(inPackage(prebuilt))]);
    expect(existsSync(inPackage('native/build'))).toBe(false);
  });

  describe('with an addon that does not load', () => {
    const debian = 'Debian: apt-get install g++ make python3';

    installedTest('the install step says what is missing, and how to get it', () => {
      writeFileSync(inPackage(prebuilt), 'of another machine');
      const { code, stdout, stderr } = machine.run('node', [inPackage('scripts/install-native.js')]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr.trim().split('\n')).toEqual([
        'rcu-bench: the addon has to be built here, and there is no g++, no make, no python3',
        `  ${debian}`,
        expect.stringMatching(
          `^  The prebuilt addon for ${target} cannot be used: .*(file too short|invalid ELF header)$`,
        ),
      ]);
    });

    installedTest('so it does where there is none', () => {
      rmSync(inPackage('prebuilds'), { recursive: true });
      const { code, stderr } = machine.run('node', [inPackage('scripts/install-native.js')]);
      expect(code).toBe(1);
      expect(stderr).toContain(debian);
      expect(stderr).toContain(`The prebuilt addon for ${target} cannot be used: there is none`);
    });

    installedTest('the command says how to build it', () => {
      const { code, stdout, stderr } = machine.rcuBench('run', 'baseline', '--duration', '1s');
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^Error: the native addon cannot be loaded$/m);
      expect(stderr).toContain(`Build it: node ${realpathSync(inPackage('scripts/install-native.js'))}`);
    });
  });

  for (const [key, value] of [
    ['platform', 'darwin'],
    ['arch', 'riscv64'],
  ] as const) {
    installedTest(`npm refuses it on another ${key}: ${value}`, () => {
      const npm = realpathSync(join(machine.folder, 'bin/npm'));
      const args = [...elsewhere(key, value), npm, 'install', '--prefer-offline', packed.tarball];
      const { code, stderr } = machine.run('node', args);
      expect(code).not.toBe(0);
      expect(stderr).toContain(`Unsupported platform for rcu-bench@${version}`);
    });
  }
});
