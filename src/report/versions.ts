// The catalogue of versions as text.
import type { CatalogueVersion } from '../versions/catalogue.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

interface Terminal {
  columns: number;
  paint: Paint;
}

/** Headings of groups that are listed separately; versions that are broken on purpose are not listed. */
const heads: Record<NonNullable<CatalogueVersion['apart']>, string> = {
  peer: 'Other RCUs, by their libraries; yours too (rcu-bench provider check FILE):',
  example: 'Examples, which run only where they are named:',
  broken: '',
};

/** A short block for each version; separate groups follow below a line that explains them. */
export function versionListText(all: readonly CatalogueVersion[], { columns, paint }: Terminal): string {
  const indent = 2 + Math.max(...all.map((version) => version.name.length));
  const line = (text: string) => `${' '.repeat(indent)}${wrap(text, columns - indent, indent)}`;
  const block = (version: CatalogueVersion) => {
    const name = paint.bold(version.name) + ' '.repeat(indent - version.name.length);
    return [
      `${name}${wrap(version.summary, columns - indent, indent)}`,
      ...(version.patches.length === 0 ? [] : [line(prefixText(version))]),
      line(paint.dim(version.source)),
      ...(version.defects.length === 0
        ? []
        : [line(`defects: ${version.defects.map((defect) => defect.id).join(', ')}`)]),
    ].join('\n');
  };
  const group = (kind: NonNullable<CatalogueVersion['apart']>) => {
    const members = all.filter(({ apart }) => apart === kind);
    return members.length === 0 ? [] : [wrap(heads[kind], columns), ...members.map(block)];
  };
  return [
    ...all.filter(({ apart }) => apart === undefined).map(block),
    ...group('peer'),
    ...group('example'),
    `'rcu-bench versions NAME' tells all about one.`,
  ].join('\n\n');
}

function prefixText({ name, patches }: CatalogueVersion): string {
  return `${name}@1 … ${name}@${patches.length}: baseline with patches 1 to n of it`;
}

/** All details of one version; with `patch`, of the prefix that ends with that patch. */
export function versionText(version: CatalogueVersion, patch: number | undefined, terminal: Terminal): string {
  const { paint } = terminal;
  const item = (head: string, text: string) =>
    `  ${head} ${wrap(text, terminal.columns - 3 - head.length, 3 + head.length)}`;
  const patches = version.patches.map(({ number, title, effect }) => {
    const text = item(`${number}.`, `${title}: ${effect}`);
    return patch === undefined || number <= patch ? text : paint.dim(text);
  });
  const defects = version.defects.map(({ id, summary, shows }) => item('-', `${id}: ${summary}. Shows as: ${shows}.`));
  return [
    `${paint.bold(version.name)}  ${wrap(version.summary, terminal.columns - version.name.length - 2, 2)}`,
    wrap(version.behaviour, terminal.columns),
    ...(patch === undefined ? [] : [`${version.name}@${patch} is baseline with the patches 1 to ${patch}.`]),
    ...block('Patches', patches),
    ...block('Known defects', defects),
    `${paint.bold('Source')}\n  ${wrap(version.source, terminal.columns - 2, 2)}`,
  ].join('\n\n');

  function block(title: string, lines: string[]): string[] {
    return lines.length === 0 ? [] : [`${paint.bold(title)}\n${lines.join('\n')}`];
  }
}
