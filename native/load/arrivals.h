// The guest's commands as an open-loop schedule, drawn before the run from the seed alone: a slow version gets the same
// arrivals as a fast one, and a command's latency is counted from the time at which it was meant to arrive.
#pragma once

#include <cstdint>
#include <vector>

#include "load/config.h"
#include "machine/control_queue.h"

namespace rcu_bench::workload {

/// The blobs that are there before the guest starts: resources 1, 2, … in slots 0, 1, …
uint32_t mapped_at_start(const Config &config);

/// Each burst takes blobs away that are mapped; as many new ones are mapped before the next. A reset takes all of them.
/// The frames' flushes and the submits go their own way. Ordered by time; at one moment blobs come before the flush.
std::vector<Arrival> draw_arrivals(const Config &config);

/// How many blobs all of them take away.
size_t unmaps_in(const std::vector<Arrival> &arrivals);

}  // namespace rcu_bench::workload
