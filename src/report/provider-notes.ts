// Notes about the libraries among the versions, and about metrics that they do not offer.
import type { ProviderInfo, ProviderOffer } from '../documents/provider.js';
import { shortVersion } from '../versions/version.js';
import { wrap } from './wrap.js';

const functions: Partial<Record<ProviderOffer, string>> = {
  force: 'force',
  drain: 'drain',
  synchronize: 'synchronize',
  notifiers: 'force notifiers',
};

const told: Partial<Record<ProviderOffer, string>> = {
  gracePeriods: 'grace periods',
  forces: 'forces',
  waits: 'waits',
};

/** A paragraph for each library; empty if there is none. */
export const providerNotes = (providers: readonly ProviderInfo[] | undefined, columns: number): string =>
  (providers ?? []).map((provider) => wrap(providerNote(provider), columns, 2)).join('\n');

function providerNote(provider: ProviderInfo): string {
  const { version, name, rcuVersion, file, inferred } = provider;
  const lacks = missing(provider, functions);
  const silent = missing(provider, told);
  const parts = [
    `${shortVersion(version)}: ${[name, rcuVersion].filter((text) => text !== '' && text !== version).join(' ')}`,
    ...(file === undefined ? [] : [file]),
    ...(lacks.length === 0 ? [] : [`without ${list(lacks)}`]),
    ...(silent.length === 0 ? [] : [`tells nothing of ${list(silent)}`]),
    ...(inferred ? ['its grace periods are inferred from outside'] : []),
  ];
  return `${parts.join('; ')}.`;
}

const missing = ({ offers }: ProviderInfo, names: Partial<Record<ProviderOffer, string>>): string[] =>
  Object.entries(names).flatMap(([offer, text]) => (offers[offer as ProviderOffer] ? [] : [text]));

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
