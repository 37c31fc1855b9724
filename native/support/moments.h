// The times of guest events that do not wait for anything, drawn before the trial from the seed alone.
#pragma once

#include <cstdint>
#include <vector>

namespace rcu_bench::workload {

/// The distribution of such events.
enum class ArrivalKind : uint8_t {
    fixed,    ///< evenly spaced, with a jitter
    poisson,  ///< exponential gaps
    bursts,   ///< exponential gaps at four times the rate, in a quarter of the time
};

/// The moments of one kind of event, from 0 to `end_ns`, in order, on average one each `period_ns`. `jitter` applies to
/// ArrivalKind::fixed: the part of its period in which each event falls. `stream` separates the kinds of events; with
/// ArrivalKind::bursts all kinds are busy at the same time.
std::vector<int64_t> draw_moments(ArrivalKind kind, uint64_t seed, double period_ns, double jitter, int64_t end_ns,
                                  uint64_t stream);

}  // namespace rcu_bench::workload
