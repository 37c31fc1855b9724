// The report of `provider check` for the terminal.
import { type ProviderInfo, type ProviderOffer, providerOffers } from '../documents/provider.js';
import type { ProviderCheck } from '../documents/provider-check.js';
import type { TortureVerdict } from '../documents/torture.js';
import { shortCount } from './figures.js';
import type { Paint } from './paint.js';
import { renderPlainTable } from './plain-table.js';
import { statusWord } from './status.js';
import { wrap } from './wrap.js';

interface Terminal {
  columns: number;
  paint: Paint;
}

/** What each offer is for, and so what is not measured without it. */
const uses: Record<ProviderOffer, [name: string, use: string]> = {
  force: ['force()', 'forcing on unmap, and read-side --during forced'],
  drain: ['drain()', 'workload drain'],
  synchronize: ['synchronize()', 'workload synchronize, updaters of read-side'],
  notifiers: ['notifiers', 'kicks of TCG vCPUs: without, their sections end by time'],
  inlinedReads: ['read_loop()', 'read-side inlined: without, each lock is a call'],
  gracePeriods: ['grace periods', "their number and length, and where an unmap's time went"],
  forces: ['forces', 'how many grace periods were forced, and why'],
  waits: ['waits', 'sleeps, and waits in the trace'],
};

export function providerCheckText({ provider, torture }: ProviderCheck, terminal: Terminal): string {
  const parts = [
    head(provider, terminal),
    offers(provider, terminal.paint),
    ...(torture === undefined ? ['It was not tortured.'] : [tortured(torture, terminal)]),
  ];
  return parts.join('\n\n');
}

function head(
  { name, rcuVersion, interfaceVersion, file, sha256 }: ProviderInfo,
  { paint, columns }: Terminal,
): string {
  const version = rcuVersion === '' ? '' : ` ${rcuVersion}`;
  const where = file === undefined ? [] : [`\n${wrap(file, columns)}`, paint.dim(`\nsha256 ${sha256}`)];
  return `${paint.bold(name)}${version}, interface ${interfaceVersion}${where.join('')}`;
}

function offers({ offers: own, inferred, forcesOnUnmap }: ProviderInfo, paint: Paint): string {
  const rows = providerOffers.map((offer) => {
    const [name, use] = uses[offer];
    const word = own[offer] ? (offer === 'gracePeriods' && inferred ? 'inferred' : 'yes') : 'no';
    return [name, own[offer] ? word : paint.dim(word), own[offer] ? '' : paint.dim(use)];
  });
  const unmap = ['force on unmap', forcesOnUnmap ? 'yes' : 'no', ''];
  return renderPlainTable({ rows: [...rows, unmap], leftColumns: 3, gap: 2 });
}

function tortured({ verdict, ranNs, counters, evidence }: TortureVerdict, { columns, paint }: Terminal): string {
  const word = statusWord({ status: verdict, overloaded: false });
  const took = ranNs === undefined ? '' : ` after ${(ranNs / 1e9).toFixed(1)} s`;
  const work =
    counters.callbacks === undefined
      ? ''
      : `: ${shortCount(counters.callbacks)} callbacks, ${shortCount(counters.sections ?? 0)} sections`;
  const line = `torture ${verdict === 'pass' ? word : paint.bad(word)}${took}${work}`;
  const pass = 'Nothing wrong was seen, on this CPU, in this time.';
  return [line, ...(verdict === 'pass' ? [pass] : evidence.map((text) => `  ${wrap(text, columns - 2, 4)}`))].join(
    '\n',
  );
}
