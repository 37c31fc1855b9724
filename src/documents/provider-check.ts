// The document of `provider check`: an interface for other programs, see docs/reports.schema.json.

import type { ProviderInfo } from './provider.js';
import type { TortureVerdict } from './torture.js';

export const providerCheckSchema = 'rcu-bench/provider-check@1';

export interface ProviderCheck {
  schema: typeof providerCheckSchema;
  provider: ProviderInfo;
  /** Absent where it was interrupted before. */
  torture?: TortureVerdict;
  seed: number;
}
