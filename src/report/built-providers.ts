// The list of built libraries as text.
import type { BuiltProvider, QemuFeatures } from '../documents/built-provider.js';
import type { Paint } from './paint.js';
import { renderPlainTable } from './plain-table.js';
import { wrap } from './wrap.js';

interface Terminal {
  columns: number;
  paint: Paint;
}

const label = 11;

/** The library, its sources, and the commands that use it. */
export function builtProviderText(built: BuiltProvider, { columns, paint }: Terminal): string {
  const { name, qemuVersion, source, build, file, features, compiledAgain, compiler } = built;
  const row = (head: string, text: string) => `${paint.dim(head.padEnd(label))}${wrap(text, columns - label, label)}`;
  return [
    `${paint.bold(name)} is now a version: the RCU of QEMU ${qemuVersion}`,
    '',
    row('source', source),
    row('build', build),
    row('library', file),
    row('compiler', compiler),
    row('has', has(features)),
    row('shows', shows(features)),
    ...(compiledAgain.length === 0 ? [] : [row('again', `compiled again with -fPIC: ${compiledAgain.join(', ')}`)]),
    '',
    row('Next', `rcu-bench provider check ${name}`),
    row('', `rcu-bench run baseline ${name}`),
  ].join('\n');
}

function has({ bigLock, forceRcu, timedwait, deviceForces }: QemuFeatures): string {
  const parts = [
    bigLock === 'bql' ? 'bql_lock()' : 'qemu_mutex_lock_iothread()',
    ...(timedwait === 'none' ? [] : [`qemu_event_timedwait()${timedwait === 'bool' ? ' that tells its end' : ''}`]),
    ...(forceRcu ? ['force_rcu()'] : []),
    ...(deviceForces ? ['virtio-gpu forces on unmap'] : []),
  ];
  return `${parts.join(', ')}${forceRcu ? '' : '; no force_rcu()'}`;
}

function shows({ sees }: QemuFeatures): string {
  const parts = [
    ...(sees.waits ? ['waits'] : []),
    ...(sees.gracePeriods ? ['grace periods (inferred)'] : []),
    ...(sees.forces ? ['forces (inferred)'] : []),
  ];
  return parts.length === 0 ? 'nothing of its inside' : parts.join(', ');
}

export function builtProviderListText(list: readonly BuiltProvider[], folder: string): string {
  if (list.length === 0) return `No libraries in ${folder}. 'rcu-bench provider build' makes one.`;
  const rows = list.map(({ name, qemuVersion, source, builtAt }) => [
    name,
    `QEMU ${qemuVersion}`,
    `${builtAt.slice(0, 16).replace('T', ' ')} UTC`,
    source,
  ]);
  return renderPlainTable({ rows, leftColumns: 4, gap: 2 });
}
