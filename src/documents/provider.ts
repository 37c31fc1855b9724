// An RCU that is not built in: a library behind native/provider/provider.h.

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
