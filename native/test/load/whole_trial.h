// What the tests of the loads share: a trial from its begin to its end, and questions to its result.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "machine/small_config.h"
#include "trial/trial.h"

namespace rcu_bench::test {

inline constexpr int64_t ms = 1'000'000;  ///< in ns

inline workload::Result run(const workload::Config &config) { return workload::Trial(config).run(); }

/// 0 where the metric has no entry.
inline size_t sample_count(const workload::Result &result, const std::string &metric) {
    const auto at = result.samples.find(metric);
    return at == result.samples.end() ? 0 : at->second.size();
}

inline double least(const std::vector<double> &values) { return *std::min_element(values.begin(), values.end()); }

inline double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

}  // namespace rcu_bench::test
