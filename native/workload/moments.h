// When a guest does what it does not wait for: drawn before the run, from the seed alone.
#pragma once

#include <cstdint>
#include <vector>

#include "workload/config.h"

namespace rcu_bench::workload {

/// Moments of one kind of event, from 0 to `end_ns`, ordered; one each `period_ns` on average. `jitter` is for
/// ArrivalKind::fixed: the share of its period in which each lies. `stream` tells different kinds of events apart;
/// in ArrivalKind::bursts all of them are busy at the same time.
std::vector<int64_t> draw_moments(const Config &config, double period_ns, double jitter, int64_t end_ns,
                                  uint64_t stream);

}  // namespace rcu_bench::workload
