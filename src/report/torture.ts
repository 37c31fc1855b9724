// The report of a torture for the terminal.

import { durationText } from '../base/units.js';
import { reproduceTorture } from '../config/reproduce.js';
import type { TortureDocument, TortureVerdict } from '../documents/torture.js';
import { shortVersion } from '../versions/version.js';
import { shortCount } from './figures.js';
import type { Paint } from './paint.js';
import { renderPlainTable } from './plain-table.js';
import { providerNotes } from './provider-notes.js';
import { statusWord } from './status.js';
import { wrap } from './wrap.js';

interface Terminal {
  columns: number;
  paint: Paint;
}

export function tortureText(document: TortureDocument, terminal: Terminal): string {
  const { verdicts } = document;
  const parts = [
    wrap(describe(document), terminal.columns),
    verdicts.length === 0 ? 'No version was tortured.' : table(verdicts, terminal.paint),
    terminal.paint.dim(wrap(legend, terminal.columns)),
    providerNotes(document.environment.providers, terminal.columns),
    ...verdicts.filter(({ evidence }) => evidence.length > 0).map((verdict) => evidenceBlock(verdict, terminal)),
    verdicts.flatMap(({ trace }) => (trace === undefined ? [] : [`Trace   ${trace.file}`])).join('\n'),
    terminal.paint.dim(`Again   ${reproduceTorture(document.config)}`),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const legend =
  'age columns: objects that readers saw at the end of a section, by age: 0 published, 1 removed, 2 and up freed too early (the RCU ' +
  'is broken). spurious: forced grace periods without a request. PASS: no fault was seen on this CPU in this time.';

function describe({ config, environment }: TortureDocument): string {
  const { readers, writers, durationNs, perturb, membarrier } = config;
  const named = perturb.delays.map(
    ({ point, delayNs, probability }) => `${point}=${durationText(delayNs)}@${probability}`,
  );
  const delays = [...(perturb.auto ? ['drawn'] : []), ...named].join(', ') || 'off';
  return (
    `torture, ${durationText(durationNs)} each, ${readers} readers, ${writers} writers, delays ${delays}, ` +
    `membarrier ${membarrier}, on ${environment.cpu.allowed.length} CPUs (${environment.cpu.model})`
  );
}

function table(verdicts: readonly TortureVerdict[], paint: Paint): string {
  const oldest = Math.max(...verdicts.map(({ ages }) => ages.length)) - 1;
  const ageNames = Array.from(
    { length: oldest + 1 },
    (_, age) => `${age === 0 ? 'age ' : ''}${age}${age === oldest ? '+' : ''}`,
  );
  const head = ['', 'verdict', 'ran for', ...ageNames, 'callbacks', 'GPs', 'forced', 'spurious'];
  const rows = verdicts.map((own) => {
    const { version, verdict, ranNs, ages, counters } = own;
    const word = statusWord({ status: verdict, overloaded: false });
    const count = (name: string) => (counters[name] === undefined ? '' : shortCount(counters[name]));
    return [
      paint.bold(shortVersion(version)),
      verdict === 'pass' ? word : paint.bad(word),
      ranNs === undefined ? '' : `${(ranNs / 1e9).toFixed(1)} s`,
      ...ageNames.map((_, age) => ageText(ages[age], age, paint)),
      count('callbacks'),
      count('grace_periods'),
      count('forced'),
      count('forced_spurious'),
    ];
  });
  return renderPlainTable({ rows: [head.map((text) => paint.dim(text)), ...rows], leftColumns: 2, gap: 1 });
}

function ageText(count: number | undefined, age: number, paint: Paint): string {
  if (count === undefined) return '';
  return age >= 2 && count > 0 ? paint.bad(shortCount(count)) : shortCount(count);
}

function evidenceBlock({ version, evidence }: TortureVerdict, { columns, paint }: Terminal): string {
  const lines = [...new Set(evidence)].map((line) => {
    const times = evidence.filter((other) => other === line).length;
    return `  ${wrap(times === 1 ? line : `${line} (${times} times)`, columns - 2, 4)}`;
  });
  return [paint.bold(`Evidence for ${shortVersion(version)}`), ...lines].join('\n');
}
