// liburcu's flavours as providers: urcu-memb, urcu-mb, urcu-qsbr, urcu-bp. The libraries are found by the loader when a flavour is asked
// for; nothing is needed to build this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "provider/provider.h"

namespace rcu_bench::provider {

/// Names that load_liburcu() knows.
std::vector<std::string_view> liburcu_versions();

/// Loads a flavour's library. Null: it cannot be, and `error` says why and what to install.
const rcu_bench_provider *load_liburcu(std::string_view version, std::string &error);

}  // namespace rcu_bench::provider
