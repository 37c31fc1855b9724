// The guest's commands as an open-loop schedule, drawn before the run from the seed alone: a slow version gets the same
// arrivals as a fast one, and a command's latency is counted from the time at which it was meant to arrive.
#pragma once

#include <cstdint>
#include <vector>

#include "trace/event_kind.h"
#include "workload/config.h"

namespace rcu_bench::workload {

struct Arrival {
    int64_t time_ns;  ///< after the start of the guest
    trace::CommandType type;
    uint32_t slot;        ///< which part of the host-memory window; 0 for a submit
    uint64_t resource;    ///< unique over the run; 0 for a submit
    bool first_of_burst;  ///< an unmap that begins a burst
};

/// Resources 1 … config.blobs are mapped in slots 0, 1, … before the guest starts. Each burst unmaps `burst` of those
/// that are mapped; as many new ones are mapped half a burst's period later, so that the chain of one has normally ended
/// when the next begins. Ordered by time.
std::vector<Arrival> draw_arrivals(const Config &config);

}  // namespace rcu_bench::workload
