// The guest's commands as an open-loop schedule, drawn before the trial from the seed alone. A slow version gets the
// same commands as a fast version, and the latency of a command counts from the time at which it was due.
#pragma once

#include <cstdint>
#include <vector>

#include "load/config.h"
#include "machine/control_queue.h"

namespace rcu_bench::workload {

/// The blobs that are mapped before the guest starts: resources 1, 2, … in slots 0, 1, …
uint32_t mapped_at_start(const Config &config);

/// Each burst unmaps mapped blobs; as many new blobs are mapped before the next burst. A reset unmaps all of them.
/// Flushes of frames and submits are independent of that. The result is ordered by time; at equal times blob commands
/// come before the flush.
std::vector<Arrival> draw_arrivals(const Config &config);

/// The number of blobs that these commands unmap.
size_t unmaps_in(const std::vector<Arrival> &arrivals);

}  // namespace rcu_bench::workload
