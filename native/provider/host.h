// What provider.h's host is here: the BQL, the observer, and a library's events as probes.
#pragma once

#include "provider/rcu_provider.h"

namespace rcu_bench::provider {

/// `provider` outlives it.
rcu_bench_host make_host(Provider &provider);

/// Whose host it is.
Provider &provider_of(const rcu_bench_host &host);

}  // namespace rcu_bench::provider
