import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findClinicTool } from '../../src/profile/find-clinic.js';
import { temporaryFolder } from '../support/cli.js';
import { fakeClinic } from '../support/fake-clinic.js';

const error = (message: RegExp) =>
  expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) });

test('in the project of the current folder', () => {
  const folder = temporaryFolder();
  const modules = fakeClinic(folder);
  const deep = join(folder, 'src', 'deep');
  mkdirSync(deep, { recursive: true });
  const found = findClinicTool('doctor', { cwd: deep, env: {} });
  expect(found).toEqual({ path: join(modules, '@clinic/doctor/index.js'), package: '@clinic/doctor@11.0.0' });
});

test('only where the environment variable points, if set', () => {
  const folder = temporaryFolder();
  const modules = fakeClinic(folder);
  const elsewhere = temporaryFolder();
  const explicit = (path: string) => ({ cwd: elsewhere, env: { RCU_BENCH_CLINIC: path } });
  expect(findClinicTool('doctor', explicit(modules)).path).toMatch(modules);
  expect(() => findClinicTool('doctor', { cwd: folder, env: { RCU_BENCH_CLINIC: elsewhere } })).toThrow(
    error(/not installed in RCU_BENCH_CLINIC=/),
  );
});

test('the package of a single clinic tool is enough', () => {
  const folder = temporaryFolder();
  rmSync(join(fakeClinic(folder), 'clinic'), { recursive: true });
  expect(findClinicTool('doctor', { cwd: folder, env: {} }).package).toBe('@clinic/doctor@11.0.0');
});

test('an old or absent clinic is rejected, with the command that installs clinic', () => {
  const folder = temporaryFolder();
  const env = { RCU_BENCH_CLINIC: fakeClinic(folder, '12.1.0') };
  const suggestions = expect.arrayContaining([expect.stringContaining('npm install --global clinic')]);
  for (const tool of ['doctor', 'flame'] as const) {
    const places = tool === 'doctor' ? { cwd: folder, env } : { cwd: folder, env: { RCU_BENCH_CLINIC: '/nowhere' } };
    expect(() => findClinicTool(tool, places)).toThrow(expect.objectContaining({ suggestions }));
  }
  expect(() => findClinicTool('doctor', { cwd: folder, env })).toThrow(error(/clinic 12\.1\.0 .* is too old: 13/));
});
