// The flavours of liburcu as providers: urcu-memb, urcu-mb, urcu-qsbr, urcu-bp. The loader finds the libraries when a
// flavour is requested; building this needs nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "provider/provider.h"

namespace rcu_bench::provider {

/// Names that load_liburcu() knows.
std::vector<std::string_view> liburcu_versions();

/// Loads a flavour's library. Returns null if that fails; `error` then contains the reason and what to install.
const rcu_bench_provider *load_liburcu(std::string_view version, std::string &error);

}  // namespace rcu_bench::provider
