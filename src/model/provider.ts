// An RCU that is not built in: a library behind native/provider/provider.h.
import type { TortureVerdict } from './torture.js';

/** What an RCU may have or tell; what it does not is not measured. In the order in which people read it. */
export const providerOffers = [
  'force',
  'drain',
  'synchronize',
  'notifiers',
  'inlinedReads',
  'gracePeriods',
  'forces',
  'waits',
] as const;
export type ProviderOffer = (typeof providerOffers)[number];

/** What a library says of itself. */
export interface ProviderFacts {
  /** Its own name for itself. */
  name: string;
  /** Of the RCU; may be empty. */
  rcuVersion: string;
  /** Of provider.h, as it was built with. */
  interfaceVersion: number;
  offers: Record<ProviderOffer, boolean>;
  /** What it tells of grace periods is inferred from outside. */
  inferred: boolean;
  /** The device calls force() when it unmaps a blob. */
  forcesOnUnmap: boolean;
}

/** A library of this run, as it stands in documents. */
export interface ProviderInfo extends ProviderFacts {
  /** As it was named on the command line. */
  version: string;
  /** Absent where the loader found it by its name. */
  file?: string;
  /** Of the file as it was before the first trial, hexadecimal. All trials load these bytes, unless `changed`. */
  sha256?: string;
  /** The file changed while it was measured: its trials may be of several builds. */
  changed?: true;
}

export const providerCheckSchema = 'rcu-bench/provider-check@1';

/** What `provider check` found: an interface for other programs, see docs/reports.schema.json. */
export interface ProviderCheck {
  schema: typeof providerCheckSchema;
  provider: ProviderInfo;
  /** Absent where it was interrupted before. */
  torture?: TortureVerdict;
  seed: number;
}

/** Whether a text names a library's file and not a version. */
export const namesFile = (text: string): boolean => text.includes('/') || text.endsWith('.so');

/** How tables and files call a version: a library by its file's name. */
export const shortVersion = (version: string): string =>
  namesFile(version) ? version.slice(version.lastIndexOf('/') + 1).replace(/^lib(?=[^.])|\.so$/g, '') : version;
