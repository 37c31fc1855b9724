// What the blob device measures. Pushed to under the BQL.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "trace/sample_buffer.h"

namespace rcu_bench::workload {

/// Intervals in ns; definitions in docs/measurement.md.
struct BlobSamples {
    BlobSamples(size_t unmaps, size_t submits, size_t flushes, size_t resets)
        : unmap_latency(unmaps),
          unmap_guest(unmaps),
          callback_gp1(unmaps),
          callback_gp2(unmaps),
          blocked_time(unmaps),
          command_latency(submits),
          submit_latency(submits),
          frame_latency(flushes),
          reset_latency(resets) {}

    /// By the metric's name; null for none of these.
    trace::SampleBuffer *find(std::string_view metric);

    trace::SampleBuffer unmap_latency, unmap_guest, callback_gp1, callback_gp2, blocked_time, command_latency,
        submit_latency, frame_latency, reset_latency;
};

/// Of the measured time only. Atomic, because a stalled run is read while it hangs.
struct BlobCounters {
    std::atomic<uint64_t> unmaps{0};  ///< answered
    std::atomic<uint64_t> maps{0};
    std::atomic<uint64_t> submits{0};
    std::atomic<uint64_t> gp2{0};         ///< second grace periods that an unmap waited for
    std::atomic<uint64_t> gp2_forced{0};  ///< … that were forced
    std::atomic<uint64_t> waited_0{0}, waited_1{0}, waited_2{0},
        waited_more{0};                            ///< unmaps by grace periods waited for
    std::atomic<uint64_t> behind_grace_period{0};  ///< unmaps that began while an earlier grace period ran
    std::atomic<uint64_t> bursts{0};
    std::atomic<uint64_t> bursts_behind{0};  ///< bursts whose first unmap found an earlier one unanswered
    std::atomic<uint64_t> map_errors{0};     ///< mmap refused
    std::atomic<uint64_t> resets{0};
    std::atomic<uint64_t> frames{0};         ///< flushes answered
    std::atomic<uint64_t> frames_missed{0};  ///< … later than one frame's time after they were due
    std::atomic<uint64_t> blocked_ns{0};     ///< the renderer was blocked
};

inline void add_one(std::atomic<uint64_t> &counter) { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace rcu_bench::workload
