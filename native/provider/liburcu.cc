#include "provider/liburcu.h"

namespace rcu_bench::provider {

std::vector<std::string_view> liburcu_versions() { return {}; }

const rcu_bench_provider *load_liburcu(std::string_view version, std::string &error) {
    error = "no such version: " + std::string(version);
    return nullptr;
}

}  // namespace rcu_bench::provider
