// The host side of provider.h: the BQL, the observer, and a library's events as probes.
#pragma once

#include "provider/rcu_provider.h"

namespace rcu_bench::provider {

/// `provider` must outlive the host.
rcu_bench_host make_host(Provider &provider);

/// The provider of a host.
Provider &provider_of(const rcu_bench_host &host);

}  // namespace rcu_bench::provider
