// When a guest does what it does not wait for: drawn before the run, from the seed alone.
#pragma once

#include <cstdint>
#include <vector>

namespace rcu_bench::workload {

/// When the events that the guest does not wait for happen.
enum class ArrivalKind : uint8_t {
    fixed,    ///< evenly spaced, but for a jitter
    poisson,  ///< exponential gaps
    bursts,   ///< the same at four times the rate, in a quarter of the time
};

/// Moments of one kind of event, from 0 to `end_ns`, ordered; one each `period_ns` on average. `jitter` is for
/// ArrivalKind::fixed: the share of its period in which each lies. `stream` tells different kinds of events apart;
/// in ArrivalKind::bursts all of them are busy at the same time.
std::vector<int64_t> draw_moments(ArrivalKind kind, uint64_t seed, double period_ns, double jitter, int64_t end_ns,
                                  uint64_t stream);

}  // namespace rcu_bench::workload
